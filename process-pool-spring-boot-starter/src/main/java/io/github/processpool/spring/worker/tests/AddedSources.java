package io.github.processpool.spring.worker.tests;

import io.github.processpool.spring.worker.description.ApplicationLaunch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application whose {@code main} does not say all, because a test calls it by {@code SpringApplication.from(App::main).with(…)}
 * and adds sources and profiles: that is noted in the application, and added again to the first run in a worker, where only
 * {@code main} is called. Where a {@code main} of its own adds them, which workers call, there is nothing to do.
 *
 * <p><b>Thread safety:</b> used by the thread of a run, and by the one that builds pools afterwards.
 */
public final class AddedSources {

    /** Under this name it travels, among the properties. */
    private static final String PROPERTY = "processPoolTestAddsSources";

    private static final String BEAN = AddedSources.class.getName();
    private static final String AUGMENTED = "org.springframework.boot.SpringApplication$Augmented";

    private AddedSources() {}

    // -- In the application --

    /** Notes whether the run on this thread is one that is added to from outside of the main method that workers call. */
    public static void note(ConfigurableApplicationContext context, ApplicationLaunch launch) {
        boolean isAdded = StackWalker.getInstance().walk(frames -> {
            int main = -1;
            int adding = -1;
            int index = 0;
            for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
                if (frame.getClassName().equals(launch.mainClass()) && "main".equals(frame.getMethodName())) {
                    main = index;
                } else if (AUGMENTED.equals(frame.getClassName()) && "run".equals(frame.getMethodName())) {
                    adding = index;
                }
                index++;
            }
            return main >= 0 && adding > main;
        });
        if (isAdded && !context.getBeanFactory().containsSingleton(BEAN)) {
            context.getBeanFactory().registerSingleton(BEAN, PROPERTY);
        }
    }

    /** Adds that to what workers of this application get. */
    public static void addTo(Map<String, String> properties, BeanFactory beans) {
        if (beans.containsBean(BEAN)) {
            properties.put(PROPERTY, "true");
        }
    }

    // -- In a worker --

    /**
     * Adds to a run that begins what the application's run has and it has not, if it is one that has to be added to.
     *
     * @param sources its sources so far, as text
     * @return whether something was added
     */
    public static boolean addTo(
            SpringApplication application,
            List<String> sources,
            ApplicationLaunch launch,
            Map<String, String> properties) {
        if (!properties.containsKey(PROPERTY) || !launch.sources().containsAll(sources)) {
            return false;
        }
        List<String> missing = new ArrayList<>(launch.sources());
        missing.removeAll(sources);
        Set<String> all = new TreeSet<>(application.getSources());
        all.addAll(missing);
        application.setSources(all);
        application.setAdditionalProfiles(launch.profiles().toArray(String[]::new));
        return true;
    }
}
