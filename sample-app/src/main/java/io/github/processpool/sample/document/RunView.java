package io.github.processpool.sample.document;

import org.jspecify.annotations.Nullable;

/**
 * One processing of a document at one moment.
 *
 * @param state where it stands
 * @param pagesDone how many pages are rendered
 * @param pagesTotal how many are to be rendered; 0 as long as that is not known
 * @param workerPid the process that works on it or worked on it; 0 as long as there is none
 * @param member the other instance whose process that is; null if it is one of this instance
 * @param startedAt when the worker began, in milliseconds of the epoch; 0 as long as it has not
 * @param millis how long the worker took; 0 until it is finished
 * @param verdict what became of it, once it is finished
 */
record RunView(
        DocumentState state,
        long pagesDone,
        long pagesTotal,
        long workerPid,
        @Nullable String member,
        long startedAt,
        long millis,
        @Nullable Verdict verdict) {}
