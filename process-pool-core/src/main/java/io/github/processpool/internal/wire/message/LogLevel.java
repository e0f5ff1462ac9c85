package io.github.processpool.internal.wire.message;

/** How important a log event is. SLF4J's levels under their names, for a worker need not have SLF4J. */
public enum LogLevel {
    /** Something went wrong. */
    ERROR,
    /** Something may go wrong. */
    WARN,
    /** Something has happened. */
    INFO,
    /** What somebody wants to know who looks for an error. */
    DEBUG,
    /** The same in every detail. */
    TRACE;

    static final LogLevel[] VALUES = values();
}
