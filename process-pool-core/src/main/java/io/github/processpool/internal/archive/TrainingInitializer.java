package io.github.processpool.internal.archive;

import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerInitializer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs in a training worker: does all that a worker does before its first task, the costly part too, and loads what the tasks of
 * other workers have loaded, so that the JVM has loaded what workers load. A failure is left in a file, because for the pool it would
 * be a failed start, which is tried again.
 */
final class TrainingInitializer implements WorkerInitializer {

    private static final long serialVersionUID = 1L;

    private final WorkerInitializer initializer;
    private final String[] classLists;
    private final String failureFile;

    TrainingInitializer(WorkerInitializer initializer, List<Path> classLists, Path failureFile) {
        this.initializer = initializer;
        this.classLists = classLists.stream().map(Path::toString).toArray(String[]::new);
        this.failureFile = failureFile.toString();
    }

    @Override
    public void start(WorkerContext context) throws Exception {
        try {
            initializer.start(context);
            initializer.warmUp(context);
            ClassLoader loader = TrainingInitializer.class.getClassLoader();
            ListedClasses.load(List.of(classLists), loader);
            ListedClasses.loadThoseOfTheJdk(Path.of(System.getProperty("java.home")), loader);
        } catch (Throwable e) {
            Files.writeString(Path.of(failureFile), e.toString());
        }
    }

    @Override
    public void stop(WorkerContext context) throws Exception {
        if (!Files.exists(Path.of(failureFile))) {
            initializer.stop(context);
        }
    }
}
