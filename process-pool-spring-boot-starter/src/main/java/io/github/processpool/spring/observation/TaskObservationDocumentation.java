package io.github.processpool.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations that there are. */
public enum TaskObservationDocumentation implements ObservationDocumentation {

    /** One task, in the parent: from before it is submitted to the end of its future. */
    TASK(DefaultTaskObservationConvention.class, TaskKeys.class, TaskDetails.class) {
        @Override
        public Observation.Event[] getEvents() {
            return TaskEvents.values();
        }
    },

    /** The method of a bean, in a worker: from before it is called to its end. */
    EXECUTION(DefaultExecutionObservationConvention.class, ExecutionKeys.class, ExecutionDetails.class);

    private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;
    private final Class<? extends KeyName> keys;
    private final Class<? extends KeyName> details;

    TaskObservationDocumentation(
            Class<? extends ObservationConvention<? extends Observation.Context>> convention,
            Class<? extends KeyName> keys,
            Class<? extends KeyName> details) {
        this.convention = convention;
        this.keys = keys;
        this.details = details;
    }

    @Override
    public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
        return convention;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return keys.getEnumConstants();
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return details.getEnumConstants();
    }

    /** What many tasks have in common. */
    public enum TaskKeys implements KeyName {

        /** The name of the pool. */
        POOL {
            @Override
            public String asString() {
                return "pool";
            }
        },

        /** The method of a bean that is called, as {@code Type.method}; {@code none} for other tasks. */
        METHOD {
            @Override
            public String asString() {
                return "method";
            }
        },

        /** A {@link TaskOutcome} in lower case; {@code unknown} before the end. */
        OUTCOME {
            @Override
            public String asString() {
                return "outcome";
            }
        }
    }

    /** What tells one task from the others; each only once it is known. Times are milliseconds, with three decimals. */
    public enum TaskDetails implements KeyName {

        /** {@link io.github.processpool.ProcessFuture#taskId()}. */
        ID {
            @Override
            public String asString() {
                return "task.id";
            }
        },

        /** {@link io.github.processpool.ProcessFuture#name()}. */
        NAME {
            @Override
            public String asString() {
                return "task.name";
            }
        },

        /** {@link io.github.processpool.ProcessFuture#workerPid()}. */
        WORKER_PID {
            @Override
            public String asString() {
                return "worker.pid";
            }
        },

        /** {@link io.github.processpool.ProcessFuture#member()}. */
        MEMBER {
            @Override
            public String asString() {
                return "processpool.member";
            }
        },

        /** {@link io.github.processpool.TaskTimings#queueWait()}. */
        QUEUE {
            @Override
            public String asString() {
                return "queue.ms";
            }
        },

        /** {@link io.github.processpool.TaskTimings#serialization()}. */
        SERIALIZATION {
            @Override
            public String asString() {
                return "serialization.ms";
            }
        },

        /** {@link io.github.processpool.TaskTimings#execution()}. */
        EXECUTION {
            @Override
            public String asString() {
                return "execution.ms";
            }
        }
    }

    /** What happens to a task on its way. */
    public enum TaskEvents implements Observation.Event {

        /** A worker has begun it; its last attempt, if it was run more than once. Told at the end, with the time when it was. */
        BEGUN {
            @Override
            public String getName() {
                return "begun";
            }
        }
    }

    /** What many calls have in common. */
    public enum ExecutionKeys implements KeyName {

        /** The name of the pool. */
        POOL {
            @Override
            public String asString() {
                return "pool";
            }
        },

        /** The method, as {@code Type.method}. */
        METHOD {
            @Override
            public String asString() {
                return "method";
            }
        }
    }

    /** What tells one call from the others. */
    public enum ExecutionDetails implements KeyName {

        /** {@link io.github.processpool.ProcessFuture#taskId()}. */
        ID {
            @Override
            public String asString() {
                return "task.id";
            }
        },

        /** The process that runs it. */
        WORKER_PID {
            @Override
            public String asString() {
                return "worker.pid";
            }
        }
    }
}
