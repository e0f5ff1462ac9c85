package io.github.processpool.internal.wire.message;

/** An end of the channel. */
public enum Side {
    /** The process that has the pool. */
    PARENT,
    /** The process, or the threads, that run its tasks. */
    WORKER,
    /** Of a message: both sides read it. Of a channel: it takes every message, as none does that is in use. */
    EITHER
}
