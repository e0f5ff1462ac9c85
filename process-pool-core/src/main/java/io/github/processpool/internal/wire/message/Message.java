package io.github.processpool.internal.wire.message;

import java.util.Map;

/**
 * The protocol. Before the first frame the worker sends its 32-byte token; from then on each side sends frames, one message
 * each.
 *
 * <pre>{@code
 * worker -> parent   token, Hello
 * parent -> worker   Setup
 * worker -> parent   Ready | InitializerFailed
 * parent -> worker   { Define | Run | Interrupt | ShowThreads | TakeSlot | WarmUp | Collect | CallResult | CallFailure
 *                     | GuestDefine | SpecialRun | ForgetSpace }  Stop
 * worker -> parent   { Define | Began | Result | Failure | ThreadDump | Call | CallInterrupt | CallTaken | CallerEnded }
 * }</pre>
 *
 * <p>After the {@code Hello} a {@code LogEvent} may come from the worker, and {@code LogLevels} to it, at any time.
 *
 * <p>A {@code WarmUp} comes at most once, while the worker has no task, and is answered like a {@code Setup}; no task comes
 * before the answer.
 *
 * <p>Calls of shared objects, one at a time for each thread of the worker:
 *
 * <pre>{@code
 * Call { CallInterrupt }  ->  CallResult | CallFailure
 *                             CallResult that is to be confirmed  ->  CallTaken
 * }</pre>
 *
 * <p>From Hello on, also before Ready:
 *
 * <pre>{@code
 * parent -> worker   Inspect
 * worker -> parent   Inspected
 * }</pre>
 *
 * <p>Either side takes the end of the file for the end of the other.
 */
public sealed interface Message {

    /** Raised with every change that an older side would misread. */
    int PROTOCOL_VERSION = 6;

    /**
     * Worker to parent, first: who it is.
     *
     * @param version {@link #PROTOCOL_VERSION}
     * @param pid its process
     * @param nanoTime its {@link System#nanoTime()} now, so that the parent can translate its times
     * @param shares whether all that follows, in both directions, goes through the memory that both share
     */
    record Hello(int version, long pid, long nanoTime, boolean shares) implements Message {}

    /**
     * Parent to worker: what it needs to know before it can run anything.
     *
     * @param poolName the pool's name
     * @param poolKey names the pool among all pools
     * @param slot its slot; -1 for a spare worker
     * @param heartbeatMillis how often it shows that it lives
     * @param parameterFilter filters what it deserializes; empty: limits only
     * @param warmUp whether the initializer has to warm up before the worker is ready
     * @param serializer the user's serializer of values, itself in Java serialization, or nothing
     * @param initializer a serialized initializer, or nothing
     */
    record Setup(
            String poolName,
            String poolKey,
            int slot,
            int heartbeatMillis,
            String parameterFilter,
            boolean warmUp,
            Payload serializer,
            Payload initializer)
            implements Message {

        /** How large a serialized serializer may be, in bytes. */
        public static final int LARGEST_SERIALIZER = 512 * 1024;
    }

    /**
     * Worker to parent: the initializer has run, or has warmed up; tasks may come.
     *
     * @param warmUpNanos how long the initializer took to warm up; 0 if it did not have to
     */
    record Ready(long warmUpNanos) implements Message {}

    /**
     * Worker to parent: the initializer threw, or could not warm up; the worker ends by itself.
     *
     * @param problem its exception in words
     * @param throwable the exception itself, serialized without definitions; nothing if it can't be
     */
    record InitializerFailed(RemoteProblem problem, Payload throwable) implements Message {}

    /**
     * Either way: from now on this number stands for a lambda's shape or a class descriptor.
     *
     * @param id the number
     * @param kind what it stands for
     * @param bytes its definition
     */
    record Define(int id, DefinitionKind kind, byte[] bytes) implements Message {}

    /**
     * Parent to worker: run this.
     *
     * @param ticket names this sending of the task on the {@code Scoreboard}
     * @param taskId the task
     * @param function the number of a lambda's shape, or -1 if the function is the first value of the payload
     * @param arity how many arguments the function takes; -1 for a runnable
     * @param values the captured values (or the function), then the arguments
     */
    record Run(long ticket, long taskId, int function, int arity, Payload values) implements Message {

        /** Whether it is a function with the inputs of many elements. */
        public boolean isChunk() {
            return values.form() == Payload.Form.CHUNK;
        }
    }

    /**
     * Parent to worker: run this, which is another attempt than the first, or a guest: a task of another member of a cluster.
     *
     * @param run what is to be run; its numbers are those of the space
     * @param space where they are defined: 0 for the pool's own, otherwise as {@link GuestDefine} says
     * @param attempt which one it is, from 1
     * @param key names a guest for all its attempts; empty: it is none
     * @param submitter the member that a guest comes from; empty: it is none
     */
    record SpecialRun(Run run, int space, int attempt, String key, String submitter) implements Message {}

    /**
     * Parent to worker: from now on this number has a meaning in a space of guests, which is made if there is none. What runs in a space
     * answers without numbers.
     *
     * @param space its number, 1 or more
     * @param define what a number stands for there
     */
    record GuestDefine(int space, Define define) implements Message {}

    /**
     * Parent to worker: a space is not needed any more, but by what was sent before.
     *
     * @param space its number
     */
    record ForgetSpace(int space) implements Message {}

    /**
     * Parent to worker: interrupt this task, if it still runs.
     *
     * @param ticket the sending of the task
     * @param withThreadDump whether to send the stacks of all threads first
     */
    record Interrupt(long ticket, boolean withThreadDump) implements Message {}

    /** Parent to worker: send the stacks of all threads, for a ticket that goes on. */
    record ShowThreads(long ticket) implements Message {}

    /**
     * Parent to worker: a spare one gets its place among those that run tasks.
     *
     * @param slot its slot from the next task on
     */
    record TakeSlot(int slot) implements Message {}

    /** Parent to worker: let the initializer warm up, and say whether it could. */
    record WarmUp() implements Message {}

    /** Parent to worker: collect garbage between two tasks and write on the {@code Scoreboard} what is left. */
    record Collect() implements Message {}

    /**
     * Parent to worker: tell something about your process, and nothing about a task; it keeps no order with the tasks.
     *
     * @param id the question
     * @param kind what is asked
     * @param file where to write a heap dump, an absolute path; empty otherwise
     */
    record Inspect(long id, InspectionKind kind, String file) implements Message {}

    /**
     * Worker to parent: the answer to {@link Inspect}.
     *
     * @param id the question
     * @param succeeded whether the worker could do it
     * @param text the thread dump, or nothing; if it could not do it, why
     */
    record Inspected(long id, boolean succeeded, String text) implements Message {}

    /** Parent to worker: end, after what was sent before. */
    record Stop() implements Message {}

    /**
     * Worker to parent: a task has begun. Sent only while the parent asks for it on the {@code Scoreboard}.
     *
     * @param ticket the sending of the task
     */
    record Began(long ticket) implements Message {}

    /**
     * Worker to parent: a task returned.
     *
     * @param report the part that both ends have in common
     * @param value its result
     */
    record Result(Report report, Payload value) implements Message {}

    /**
     * Worker to parent: a task did not return.
     *
     * @param report the part that both ends have in common
     * @param kind where it failed
     * @param problem the exception in words
     * @param throwable the exception itself, serialized; nothing if it can't be
     */
    record Failure(Report report, FailureKind kind, RemoteProblem problem, Payload throwable) implements Message {}

    /**
     * Worker to parent: the stacks of its threads, before the task was interrupted.
     *
     * @param ticket the sending of the task
     * @param text the dump
     */
    record ThreadDump(long ticket, String text) implements Message {}

    /**
     * Worker to parent: call a method of a shared object. Its arguments are the payload.
     *
     * @param id the call, counted by the worker
     * @param caller the thread that waits, counted by the worker; in the parent it has a thread of its own as well
     * @param pool the pool that the worker has the object from
     * @param object the object's number in that pool
     * @param method see {@code SharedHandle.signature}
     * @param arguments as many as the method takes
     */
    record Call(long id, long caller, long pool, long object, String method, Payload arguments) implements Message {}

    /**
     * Worker to parent: the thread that waits for a call was interrupted.
     *
     * @param caller the thread
     * @param id the call
     */
    record CallInterrupt(long caller, long id) implements Message {}

    /**
     * Worker to parent: what a call returned has arrived, and the parent need not remember it any more. Sent before the caller
     * sees the value.
     *
     * @param caller the thread that waited
     * @param id the call
     * @param taken false if the value can't be read there, so that it has to be given back
     */
    record CallTaken(long caller, long id, boolean taken) implements Message {}

    /**
     * Worker to parent: a thread that has made calls is no more.
     *
     * @param caller the thread
     */
    record CallerEnded(long caller) implements Message {}

    /**
     * Parent to worker: a call returned.
     *
     * @param id the call
     * @param interruptUsed whether an interrupt was delivered to the call and is not pending any more
     * @param confirm whether to answer with {@link CallTaken}, because the value would be lost with the worker
     * @param value its result
     */
    record CallResult(long id, boolean interruptUsed, boolean confirm, Payload value) implements Message {}

    /**
     * Parent to worker: a call did not return, or was refused.
     *
     * @param id the call
     * @param interruptUsed whether an interrupt was delivered to the call and is not pending any more
     * @param problem the exception in words
     * @param throwable the exception itself, serialized; nothing if it can't be
     */
    record CallFailure(long id, boolean interruptUsed, RemoteProblem problem, Payload throwable) implements Message {}

    /**
     * Worker to parent: something was logged. An event that was logged before a task's end comes before that.
     *
     * @param ticket the sending of the task that ran; 0 if none did
     * @param log the event
     */
    record LogEvent(long ticket, LogRecord log) implements Message {}

    /**
     * Parent to worker: from which level on it wants to hear of loggers. The name of the root logger is {@code ROOT}.
     *
     * @param all the level of each logger that has one of its own
     * @param changed those that have another one than when the pool was made; an empty text for one that has none any more
     */
    record LogLevels(Map<String, String> all, Map<String, String> changed) implements Message {

        /** The name of the logger above all others. */
        public static final String ROOT = "ROOT";

        /** Leaves out levels for which a header has no room. */
        public LogLevels {
            all = LogFormat.cut(all);
            changed = LogFormat.cut(changed);
        }
    }

    /** The meanings that a number can have. */
    enum DefinitionKind {
        /** A serializable lambda without what it captured. */
        LAMBDA,
        /** A class descriptor of Java serialization. */
        CLASS,
        /** A record that is the function of tasks, without the values of its components. */
        RECORD;

        public static final DefinitionKind[] VALUES = values();
    }
}
