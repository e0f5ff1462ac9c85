package io.github.processpool.spring.async;

/**
 * Something that keeps a method from being called in a worker.
 *
 * @param what begins with the method or its attribute
 * @param remedy what to do about it, a sentence
 */
record Problem(String what, String remedy) {}
