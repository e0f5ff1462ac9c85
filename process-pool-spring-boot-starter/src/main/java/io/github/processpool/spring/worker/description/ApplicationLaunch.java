package io.github.processpool.spring.worker.description;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an application was started, so that the same can be done again: in a test by the test framework, otherwise by its main
 * class, and with neither from its sources.
 *
 * @param testClass the test whose context it is, if any
 * @param mainClass the class whose {@code main} was called, if any
 * @param sources what the run that made the context was told to load, as text
 * @param arguments of the command line
 * @param oneOfSeveral whether the same {@code main} has started the same sources with other arguments or profiles as well, so
 *     that these tell which run is meant
 * @param profiles the active ones
 * @param aheadOfTime whether it runs from what was generated ahead of time
 * @param kind of its context
 */
public record ApplicationLaunch(
        @Nullable String testClass,
        @Nullable String mainClass,
        List<String> sources,
        List<String> arguments,
        boolean oneOfSeveral,
        List<String> profiles,
        boolean aheadOfTime,
        ContextKind kind)
        implements Serializable {

    /** Whether the other is another run of the same entry, which comes by in a worker too. */
    boolean isBeside(ApplicationLaunch other) {
        return mainClass != null
                && mainClass.equals(other.mainClass)
                && sources.equals(other.sources)
                && !(arguments.equals(other.arguments) && profiles.equals(other.profiles));
    }

    ApplicationLaunch asOneOfSeveral() {
        return new ApplicationLaunch(testClass, mainClass, sources, arguments, true, profiles, aheadOfTime, kind);
    }

    /** In words, for errors. */
    public String entry() {
        if (testClass != null) {
            return "the test class " + testClass;
        }
        return mainClass != null ? mainClass + ".main" : "the sources " + sources;
    }
}
