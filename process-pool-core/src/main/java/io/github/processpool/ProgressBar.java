package io.github.processpool;

import io.github.processpool.internal.system.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a map is, for programs that somebody waits for:
 *
 * <pre>{@code
 * MapOptions options = MapOptions.builder().progress(ProgressBar.console("pages")).build();
 * long words = pool.map(Text::countWords, files, options).mapToLong(Long::longValue).sum();
 * }</pre>
 *
 * <pre>
 * pages [#####...............]  25 %, 250 of 1000, 118/s, 0:06 left, 3 failed
 * </pre>
 *
 * <p>The rate is the average since the beginning. The bar and the time that is left need to know how many elements there are: the
 * inputs have to be a {@link java.util.Collection}. The idea is that of Python's <i>tqdm</i>.
 *
 * <p>One that is given to several maps at once shows them in turn.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread.
 */
public abstract class ProgressBar implements MapProgressListener {

    private static final long LINE_SECONDS = 10;

    private ProgressBar() {}

    /**
     * Shows a bar in the last line of the terminal that {@code System.err} is. Where it is none, as in the log of a build or of a
     * container, it writes a line every ten seconds and one at the end. Nothing is ever written to {@code System.out}.
     *
     * @param label what the elements are, such as {@code "pages"}; more than 20 characters of it are cut
     * @return a bar that is told of a map's progress
     */
    public static ProgressBar console(String label) {
        ProgressLine line = new ProgressLine(Objects.requireNonNull(label, "label"));
        return Terminal.isErrorOutput() ? new Screen(line, null) : new Lines(line, text -> System.err.println(text));
    }

    /**
     * Gives a line to somebody every ten seconds, and one at the end.
     *
     * @param label what the elements are, such as {@code "pages"}; more than 20 characters of it are cut
     * @param target takes the lines, such as {@code log::info}
     * @return a bar that is told of a map's progress
     */
    public static ProgressBar lines(String label, Consumer<String> target) {
        return new Lines(
                new ProgressLine(Objects.requireNonNull(label, "label")), Objects.requireNonNull(target, "target"));
    }

    /**
     * Shows nothing: {@code quiet ? ProgressBar.off() : ProgressBar.console("pages")}.
     *
     * @return a bar that nobody sees
     */
    public static ProgressBar off() {
        return new Off();
    }

    /** The bar of a terminal, for tests. */
    static ProgressBar screen(String label, PrintStream target) {
        return new Screen(new ProgressLine(label), target);
    }

    @Override
    public String toString() {
        return "ProgressBar." + getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /** Overwrites its line with each report. */
    private static final class Screen extends ProgressBar {

        /** What follows on a line that was longer is erased. */
        private static final String TO_THE_END = "\u001b[K";

        private final ProgressLine line;
        /** Null: the error output of the moment. */
        private final @Nullable PrintStream target;

        Screen(ProgressLine line, @Nullable PrintStream target) {
            this.line = line;
            this.target = target;
        }

        @Override
        public void onProgress(MapProgress progress) {
            PrintStream out = target == null ? System.err : target;
            out.print("\r" + line.withBar(progress) + TO_THE_END + (progress.ended() ? System.lineSeparator() : ""));
            out.flush();
        }
    }

    /** Says a line now and then. */
    private static final class Lines extends ProgressBar {

        private final ProgressLine line;
        private final Consumer<String> target;
        private final Object lock = new Object();
        private Duration next = Duration.ofSeconds(LINE_SECONDS);

        Lines(ProgressLine line, Consumer<String> target) {
            this.line = line;
            this.target = target;
        }

        @Override
        public void onProgress(MapProgress progress) {
            if (isTime(progress)) {
                target.accept(line.words(progress));
            }
        }

        /** The next map begins anew. */
        private boolean isTime(MapProgress progress) {
            synchronized (lock) {
                if (progress.ended() || progress.done() == 0) {
                    next = Duration.ofSeconds(LINE_SECONDS);
                    return progress.ended();
                }
                if (progress.elapsed().compareTo(next) < 0) {
                    return false;
                }
                next = progress.elapsed().plusSeconds(LINE_SECONDS);
                return true;
            }
        }
    }

    /** Says nothing. */
    private static final class Off extends ProgressBar {

        @Override
        public void onProgress(MapProgress progress) {}
    }
}
