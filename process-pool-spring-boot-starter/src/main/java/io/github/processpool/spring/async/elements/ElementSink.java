package io.github.processpool.spring.async.elements;

/** What a pool shares with its workers, so that they can send the elements of a {@code Flux}: {@link OpenStreams} of the parent. */
public interface ElementSink {

    /**
     * Hands elements on, and waits until all of them have been asked for.
     *
     * @param stream the number that the call has taken along
     * @param elements in their order
     * @return whether more are wanted
     * @throws InterruptedException if the task was interrupted meanwhile
     */
    boolean accept(long stream, Object[] elements) throws InterruptedException;

    /** The same for one, which a {@code PayloadSerializer} gets as it is, as it gets a result. */
    boolean acceptOne(long stream, Object element) throws InterruptedException;
}
