/**
 * A real application on the process pool: documents are rendered in isolated worker processes, and hostile ones harm only
 * themselves.
 *
 * <p>How a document travels; every box is a class:
 *
 * <pre>{@code
 * browser, folder, ShippedDocument
 *    |
 *    v
 * parent    DocumentService -> ProcessPoolExecutor            Run -> DocumentView -> LiveStream -> browser
 *                                      |                       ^
 * - - - - - - - - - - - - - - - - - -  | - process boundary -  | - - - - - - - - - - - - - - - - - - - -
 * worker                          RenderTask -> PageRenderer --+
 * }</pre>
 */
@NullMarked
package io.github.processpool.sample;

import org.jspecify.annotations.NullMarked;
