/** Requests and answers, without a server. */
@NullMarked
package io.github.processpool.sample.web;

import org.jspecify.annotations.NullMarked;
