/**
 * What a test has done to its context and what is not done again in a worker: doubles of beans, and code that starts something to
 * give a value. Nothing of it is used outside of tests.
 */
@NullMarked
package io.github.processpool.spring.worker.tests;

import org.jspecify.annotations.NullMarked;
