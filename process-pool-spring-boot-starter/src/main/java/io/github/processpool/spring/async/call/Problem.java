package io.github.processpool.spring.async.call;

/**
 * Something that keeps a method from being called in a worker.
 *
 * @param what begins with the method or its attribute
 * @param remedy what to do about it, a sentence
 */
public record Problem(String what, String remedy) {}
