package io.github.processpool.sample.render;

/** Where a renderer puts each page as soon as its picture is in place: in a worker {@link PageRepository#add}. */
@FunctionalInterface
interface PageSink {
    void add(RenderedPage page);
}
