package io.github.processpool.cluster.internal.protocol;

/**
 * How large things may be that travel between members. Texts for people are cut by their writer; a reader refuses whatever is larger. In
 * bytes of UTF-8, unless it says otherwise.
 */
public final class Limits {

    /** A name, or a key; of a pool, a build, a class: one that is longer is refused by its writer, because a part of it names another. */
    static final int NAME = 1024;
    /** The message of a task's progress, as in core. */
    static final int PROGRESS = 1000;
    /** What happened, in words; the beginning of a crash report. */
    static final int TEXT = 32 * 1024;
    /** The message of an exception, and its stack trace. */
    static final int TRACE = 64 * 1024;
    /** A dump of all threads of a worker. */
    static final int DUMP = 128 * 1024;
    /** A line that a worker has printed. */
    static final int LINE = 2 * 1024;
    /** How many lines that a worker has printed travel with its end: the last ones. */
    static final int LINES = 64;
    /** How many pools a member may offer, if their names leave room for so many in one message. */
    static final int POOLS = 1024;
    /** How many tasks one {@link ClusterMessage.Status} tells of; news of more is several messages. */
    public static final int RUNNING = 128;
    /** How many arguments a function may have. */
    static final int ARITY = 255;
    /** A payload that is larger travels in parts, so that no small message waits for it. */
    public static final int INLINE = 16 * 1024;

    private Limits() {}
}
