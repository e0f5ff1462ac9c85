package io.github.processpool.sample.document;

import io.github.processpool.sample.render.RenderedPage;
import java.util.List;

/**
 * A document with what was found on its pages.
 *
 * @param document as in the list
 * @param pages the rendered pages; those that were rendered before a document failed or was cancelled, too
 */
public record DocumentDetails(DocumentView document, List<RenderedPage> pages) {}
