package io.github.processpool.spring.settings;

import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.worker.ApplicationInitializer;

/** Turns what the builder of a pool says of a wrong setting into what is said of a property. Stateless. */
final class BuilderWords {

    /** Classes that reach every worker before its first task, whatever the user's filter says: the first match counts. */
    static final String OURS = ApplicationInitializer.class.getName() + ";" + WorkerInitializerChain.class.getName()
            + ";" + WorkerInitializer.class.getName() + ";";

    private BuilderWords() {}

    /** Leaves out the builder's name of the setting, with which it begins, and its spelling of the value, with which it ends. */
    static String reason(IllegalArgumentException failure) {
        String words = String.valueOf(failure.getMessage())
                .replace(OURS, "")
                .replaceFirst(", but was .*", "")
                .replaceFirst("^\\w+:? ", "");
        return words.matches("(must|is) .*") ? "it " + words : words;
    }

    /** Passwords are often passed on as system properties. */
    static String withoutSecrets(String arguments) {
        return arguments.replaceAll("(-D[^=\\s,]+=)[^\\s,']+", "$1...");
    }
}
