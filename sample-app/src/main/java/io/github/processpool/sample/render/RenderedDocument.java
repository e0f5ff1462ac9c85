package io.github.processpool.sample.render;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;

/**
 * What a worker sends back.
 *
 * @param pageCount how many pages the document has, the ones that were not rendered included
 * @param pages the rendered ones, in order
 */
public record RenderedDocument(int pageCount, List<RenderedPage> pages) implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    public RenderedDocument {
        pages = List.copyOf(pages);
    }
}
