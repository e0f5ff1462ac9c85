package io.github.processpool.spring.autoconfigure;

/** Pools can't be as they are described. */
final class InvalidPoolDefinitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param description what is wrong
     * @param action what to do about it
     */
    InvalidPoolDefinitionException(String description, String action) {
        super(description);
        this.action = action;
    }

    String action() {
        return action;
    }
}
