package io.github.processpool.spring.worker.bean;

/**
 * Takes what called beans have counted and timed in a worker to the application's own meters: the parent shares one with each of its
 * workers.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public interface MeterSink {

    /**
     * Adds what one call has counted.
     *
     * @param noted in bytes, which every filter lets through
     */
    void add(byte[] noted);
}
