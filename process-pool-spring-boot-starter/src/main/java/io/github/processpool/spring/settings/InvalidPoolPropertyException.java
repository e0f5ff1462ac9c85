package io.github.processpool.spring.settings;

/** A property has a value that no pool can be built with. */
public final class InvalidPoolPropertyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String property;

    /**
     * @param property its full name
     * @param value what it is set to, in the user's spelling
     * @param reason what is wrong with the value
     */
    public InvalidPoolPropertyException(String property, Object value, String reason) {
        super("The property '" + property + "' can't be '" + value + "': " + reason);
        this.property = property;
    }

    String property() {
        return property;
    }
}
