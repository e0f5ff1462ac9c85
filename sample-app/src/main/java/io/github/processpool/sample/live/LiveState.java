package io.github.processpool.sample.live;

import io.github.processpool.sample.document.DocumentView;
import java.util.List;

/**
 * All that the web page shows, at one moment.
 *
 * @param documents in the order in which they came
 * @param pool beside them
 */
public record LiveState(List<DocumentView> documents, PoolView pool) {}
