package io.github.processpool.spring.worker.effect;

import java.io.Serializable;
import java.util.List;

/**
 * Which beans are there for their effect. It travels in the description of the application.
 *
 * @param made names of beans that a worker makes with its context
 * @param patterns names, or patterns of names, that the application's properties say are to be made as well
 * @param initialized names of other beans of the application's own that do something when they are made
 * @param tells whether the worker says which of these it has not made: one of a pool does
 */
public record Effects(List<String> made, List<String> patterns, List<String> initialized, boolean tells)
        implements Serializable {

    /** Of an application that workers can't start. */
    public static final Effects NONE = new Effects(List.of(), List.of(), List.of(), false);
}
