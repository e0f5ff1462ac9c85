package io.github.processpool.spring.worker.description;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Notes in the parent how an application was started, as a singleton of the context that came of it: several applications in one
 * JVM do not mix. Made by {@code ApplicationRunListener}, read when a pool of that context is built.
 *
 * <p><b>Thread safety:</b> any thread.
 *
 * @param launch how it was started
 * @param warned whether it was told that its database is private to each process
 */
public record ApplicationRecord(ApplicationLaunch launch, AtomicBoolean warned) {

    /** How the contexts that there are were started. */
    private static final Map<ConfigurableApplicationContext, ApplicationLaunch> MADE =
            Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * What this thread has run so far, those included that are closed: a main that runs one after the other does so in a worker,
     * too. One that is called again by another thread, as devtools do, is another beginning.
     */
    private static final ThreadLocal<Set<ApplicationLaunch>> BEFORE = ThreadLocal.withInitial(HashSet::new);

    private static final String BEAN = ApplicationRecord.class.getName();

    public ApplicationRecord(ApplicationLaunch launch) {
        this(launch, new AtomicBoolean());
    }

    /** Notes a run whose context is loaded and not yet refreshed. */
    public static ApplicationLaunch make(
            SpringApplication application, String[] arguments, ConfigurableApplicationContext context) {
        String testClass = TestClassRecorder.testClassOf(context);
        String mainClass = testClass != null ? null : MainClass.find(application.getAllSources());
        ApplicationLaunch single = new ApplicationLaunch(
                testClass,
                mainClass,
                names(application),
                List.of(arguments),
                false,
                List.of(context.getEnvironment().getActiveProfiles()),
                AotDetector.useGeneratedArtifacts(),
                ContextKind.of(context));
        ApplicationLaunch launch = besideOthers(single);
        MADE.put(context, launch);
        new ApplicationRecord(launch).keepIn(context);
        return launch;
    }

    private static ApplicationLaunch besideOthers(ApplicationLaunch launch) {
        if (launch.mainClass() == null) {
            return launch; // Then a worker runs nothing else; and a servlet container's thread keeps nothing of ours.
        }
        Set<ApplicationLaunch> before = BEFORE.get();
        boolean isBeside = before.stream().anyMatch(launch::isBeside) || isBesideOneThatLives(launch);
        ApplicationLaunch noted = isBeside ? launch.asOneOfSeveral() : launch;
        before.add(noted);
        return noted;
    }

    private static boolean isBesideOneThatLives(ApplicationLaunch launch) {
        synchronized (MADE) {
            return MADE.entrySet().stream()
                    .anyMatch(made -> made.getKey().isActive() && launch.isBeside(made.getValue()));
        }
    }

    /** A run has failed, after which main may try another; in a worker it may succeed, and is as good as that. */
    public static void forget(ConfigurableApplicationContext context) {
        ApplicationLaunch failed = MADE.remove(context);
        if (failed != null && failed.mainClass() != null) {
            BEFORE.get().remove(failed);
        }
    }

    public void keepIn(ConfigurableApplicationContext context) {
        if (!context.getBeanFactory().containsSingleton(BEAN)) {
            context.getBeanFactory().registerSingleton(BEAN, this);
        }
    }

    public static @Nullable ApplicationRecord of(BeanFactory beans) {
        return beans.containsBean(BEAN) ? beans.getBean(BEAN, ApplicationRecord.class) : null;
    }

    /** The sources of a run as text, to be compared and to be loaded again. */
    public static List<String> names(SpringApplication application) {
        List<String> names = new ArrayList<>();
        for (Object source : application.getAllSources()) {
            if (source instanceof Class<?> type) {
                names.add(type.getName());
            } else if (source instanceof Package folder) {
                names.add(folder.getName());
            } else {
                names.add(source.toString());
            }
        }
        names.sort(null);
        return names;
    }
}
