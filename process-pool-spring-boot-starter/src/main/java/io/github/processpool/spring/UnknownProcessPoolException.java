package io.github.processpool.spring;

import java.util.Collection;
import java.util.List;

/** There is no process pool of the name that was asked for. */
public class UnknownProcessPoolException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The name that was asked for. */
    private final String name;

    /** The names that there are. */
    private final String[] knownNames;

    /**
     * Creates the exception.
     *
     * @param name the name that was asked for
     * @param knownNames the names that there are
     */
    public UnknownProcessPoolException(String name, Collection<String> knownNames) {
        super("There is no process pool '" + name + "'; there are: "
                + (knownNames.isEmpty() ? "none" : String.join(", ", knownNames)));
        this.name = name;
        this.knownNames = knownNames.toArray(String[]::new);
    }

    /**
     * Returns the name that was asked for.
     *
     * @return what is not the name of a pool
     */
    public String name() {
        return name;
    }

    /**
     * Returns the names of the pools that there are.
     *
     * @return possibly none
     */
    public List<String> knownNames() {
        return List.of(knownNames);
    }
}
