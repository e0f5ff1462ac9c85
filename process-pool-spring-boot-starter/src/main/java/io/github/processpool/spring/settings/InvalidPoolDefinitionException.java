package io.github.processpool.spring.settings;

/** Pools can't be as they are described. */
public final class InvalidPoolDefinitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param description what is wrong
     * @param action what to do about it
     */
    public InvalidPoolDefinitionException(String description, String action) {
        super(description);
        this.action = action;
    }

    String action() {
        return action;
    }
}
