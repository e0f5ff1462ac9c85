package io.github.processpool.sample.web;

import io.github.processpool.sample.document.DocumentView;
import java.util.List;

/**
 * The answer to an upload of several files, of which each is taken or not.
 *
 * @param accepted the documents that are now being processed
 * @param rejected the others
 */
record UploadResult(List<DocumentView> accepted, List<Rejected> rejected) {

    /**
     * A file that was not taken.
     *
     * @param name as it was given
     * @param reason in words
     * @param retry whether the same file may be taken later
     */
    record Rejected(String name, String reason, boolean retry) {}
}
