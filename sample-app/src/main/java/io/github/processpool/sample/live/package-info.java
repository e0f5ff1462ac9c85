/** What the web page shows while work goes on: the state of documents and pool, and the stream that carries its changes. */
@NullMarked
package io.github.processpool.sample.live;

import org.jspecify.annotations.NullMarked;
