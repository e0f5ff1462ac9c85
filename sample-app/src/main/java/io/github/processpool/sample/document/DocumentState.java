package io.github.processpool.sample.document;

import io.github.processpool.TaskState;
import java.util.Locale;

/** Where a document stands, as the web page shows it. */
public enum DocumentState {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    static DocumentState of(TaskState state) {
        return switch (state) {
            case QUEUED -> QUEUED;
            case RUNNING -> RUNNING;
            case SUCCEEDED -> DONE;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
        };
    }

    public boolean isFinished() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }

    /** As it stands in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
