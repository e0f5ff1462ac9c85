package io.github.processpool.sample.render;

import java.io.Serial;
import java.io.Serializable;

/**
 * One page of the result.
 *
 * @param number from 1
 * @param width of the thumbnail, in pixels
 * @param height of the thumbnail, in pixels
 * @param excerpt the beginning of the page's text, on one line
 */
public record RenderedPage(int number, int width, int height, String excerpt) implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;
}
