package io.github.processpool.sample.render;

import java.io.Serial;
import java.io.Serializable;

/**
 * What a worker sends back. What it found on the pages is in the {@link PageRepository}.
 *
 * @param pageCount how many pages the document has
 * @param rendered how many of them, from the first, were rendered
 */
public record RenderedDocument(int pageCount, int rendered) implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;
}
