package io.github.processpool.sample.document;

import io.github.processpool.sample.render.RenderedPage;
import java.util.List;

/**
 * A document with what was found on its pages.
 *
 * @param document as in the list
 * @param pages the rendered pages; empty unless the document is done
 */
public record DocumentDetails(DocumentView document, List<RenderedPage> pages) {}
