/** What a browser talks to: the JSON interface, uploads and the stream of live updates. */
@NullMarked
package io.github.processpool.sample.web;

import org.jspecify.annotations.NullMarked;
