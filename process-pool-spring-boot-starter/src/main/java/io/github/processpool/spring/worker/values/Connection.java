package io.github.processpool.spring.worker.values;

import java.io.Serializable;

/**
 * What one bean of the application says of a connection. It travels in the description of the application.
 *
 * @param bean its name
 * @param declared whether a method of a configuration class makes it, so that a worker has a definition of it as well
 * @param primary whether it is preferred to others
 * @param answers what it says
 */
public record Connection(String bean, boolean declared, boolean primary, Packed answers) implements Serializable {

    @Override
    public String toString() {
        return bean; // There are passwords among the answers.
    }
}
