package io.github.processpool.spring.version;

/** The application has a version of Spring that this starter does not work with. */
final class UnsupportedSpringVersionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param description what is wrong
     * @param action what to do about it
     */
    UnsupportedSpringVersionException(String description, String action) {
        super(description);
        this.action = action;
    }

    String action() {
        return action;
    }
}
