package io.github.processpool.internal.wire.message;

/** How important a log event is. SLF4J's levels under their names, for a worker need not have SLF4J. */
public enum LogLevel {
    /** Something went wrong. */
    ERROR,
    /** Something may go wrong. */
    WARN,
    /** Something has happened. */
    INFO,
    /** A detail for somebody who looks for an error. */
    DEBUG,
    /** Every detail. */
    TRACE;

    static final LogLevel[] VALUES = values();
}
