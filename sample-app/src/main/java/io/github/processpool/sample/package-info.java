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
 * parent    DocumentService -> DocumentRenderer (proxy)       Run -> DocumentView -> LiveStream -> browser
 *               ^                      |                       ^
 * - - - - - - - | - - - - - - - - - -  | - process boundary -  | - - - - - - - - - - - - - - - - - - - -
 * worker        |                 DocumentRenderer -> PageRenderer
 *               |                                        |
 *               +---------- PageRepository (database) <--+
 * }</pre>
 *
 * <p>{@code DocumentRenderer} and {@code PageRepository} are beans of both: each worker has an application context of its own,
 * made from the same classes and properties.
 */
@NullMarked
package io.github.processpool.sample;

import org.jspecify.annotations.NullMarked;
