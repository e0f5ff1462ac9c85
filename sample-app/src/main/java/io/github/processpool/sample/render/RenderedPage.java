package io.github.processpool.sample.render;

/**
 * One rendered page.
 *
 * @param number from 1
 * @param width of the thumbnail, in pixels
 * @param height of the thumbnail, in pixels
 * @param excerpt the beginning of the page's text, on one line
 * @param workerPid the process that rendered it
 */
public record RenderedPage(int number, int width, int height, String excerpt, long workerPid) {}
