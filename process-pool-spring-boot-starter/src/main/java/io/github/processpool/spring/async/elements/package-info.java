/**
 * The elements of a {@code Flux} on their way from the worker to its subscriber, while the task still runs. The flow: {@code
 * SentElements (worker) -> ElementSink - - process boundary - - -> OpenStreams -> OpenStream -> the subscriber}.
 */
@NullMarked
package io.github.processpool.spring.async.elements;

import org.jspecify.annotations.NullMarked;
