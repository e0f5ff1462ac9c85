package io.github.processpool.sample.document;

import org.jspecify.annotations.Nullable;

/**
 * A document as the web page shows it in its list. Only what changes with the work changes here, so that two views are equal
 * as long as there is nothing new to tell.
 *
 * @param id names it in addresses
 * @param name what the user called it
 * @param bytes the size of the file
 * @param note what else to know about it, if anything
 * @param run counts how often it has been processed; pictures of different runs have different addresses
 * @param state see {@link DocumentState}, in lower case
 * @param pagesDone how many pages are rendered
 * @param pagesTotal how many are to be rendered; 0 as long as that is not known
 * @param workerPid the process that works on it or worked on it; 0 as long as there is none
 * @param member the other instance whose process that is; null if it is one of this instance
 * @param startedAt when the worker began, in milliseconds of the epoch; 0 as long as it has not
 * @param millis how long the worker took; 0 until it is finished
 * @param outcome what became of it, once it is finished
 * @param words the same for people
 */
public record DocumentView(
        String id,
        String name,
        long bytes,
        @Nullable String note,
        int run,
        String state,
        long pagesDone,
        long pagesTotal,
        long workerPid,
        @Nullable String member,
        long startedAt,
        long millis,
        @Nullable Outcome outcome,
        @Nullable String words) {}
