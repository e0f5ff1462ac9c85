package io.github.processpool.sample.cookbook;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import java.time.Duration;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;

/** JavaScript that somebody else has written. */
class Scripts {

    /** A worker's own. */
    private static Engine engine;

    static ProcessPoolExecutor pool() {
        return ProcessPoolExecutor.builder()
                .name("scripts")
                .workerHeap(256L << 20)
                .commandCustomizer(command -> command.environment().clear()) // no secrets to be read
                .jvmArguments("-Dpolyglot.engine.WarnInterpreterOnly=false")
                .initializer(context -> start()) // what that takes is part of no script's time
                .resultClasses() // nothing but classes of java.base comes back
                .build();
    }

    /** Gives its result as a text. */
    static ProcessFuture<String> run(ProcessPoolExecutor pool, String script, Duration limit) {
        TaskOptions options = TaskOptions.builder()
                .timeout(limit)
                .gracePeriod(Duration.ZERO) // a script does not look at interrupts
                .build();
        return pool.with(options).submit(Scripts::run, script);
    }

    private static void start() {
        engine = Engine.newBuilder("js").build();
        run("0");
    }

    private static String run(String script) {
        try (Context context = Context.newBuilder("js").engine(engine).build()) {
            return context.eval("js", script).toString();
        }
    }
}
