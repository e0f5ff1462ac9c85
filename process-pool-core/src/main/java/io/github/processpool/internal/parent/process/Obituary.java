package io.github.processpool.internal.parent.process;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.system.RegularFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a worker ended, for exceptions, events and logs.
 *
 * @param reason why
 * @param words how, as the end of a sentence that begins with the worker
 * @param circumstances the facts
 */
public record Obituary(ExitReason reason, String words, Circumstances circumstances) {

    private static final int REPORT_LENGTH = 8 * 1024;
    private static final int SIGNAL_BASE = 128;
    private static final Pattern SIGNAL_IN_REPORT = Pattern.compile("(SIG[A-Z]+|EXCEPTION_[A-Z_]+) \\(0x");
    private static final Pattern FRAME_IN_REPORT = Pattern.compile("Problematic frame:\\R# (.*)");
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(15, "SIGTERM"),
            Map.entry(24, "SIGXCPU"),
            Map.entry(31, "SIGSYS"));

    /** Puts together what is known; reads the crash report, which is deleted with the worker's files. */
    public static Obituary write(
            WorkerLink worker, WorkerProcess process, OptionalInt exitCode, List<String> stderrTail) {
        Optional<String> report = read(process.crashReport());
        boolean exhausted = process.scoreboard().vitals().isHeapExhausted();
        ExitReason recorded = worker.exitReason();
        ExitReason reason = recorded != null ? recorded : exhausted ? ExitReason.OUT_OF_MEMORY : ExitReason.CRASHED;
        Optional<String> signal = report.flatMap(text -> first(SIGNAL_IN_REPORT, text))
                .or(() -> exitCode.isEmpty()
                        ? Optional.empty()
                        : Optional.ofNullable(SIGNALS.get(exitCode.getAsInt() - SIGNAL_BASE)));
        Circumstances circumstances = new Circumstances(
                process.pid(), exitCode, signal, exhausted || reason == ExitReason.OUT_OF_MEMORY, stderrTail, report);
        String words = worker.endWords();
        if (words == null) {
            words = inWords(reason, circumstances);
        }
        return new Obituary(reason, words, circumstances);
    }

    /** There never was a process. */
    public static Obituary ofNothing() {
        return new Obituary(
                ExitReason.START_FAILED,
                "was never started",
                new Circumstances(-1, OptionalInt.empty(), Optional.empty(), false, List.of(), Optional.empty()));
    }

    private static String inWords(ExitReason reason, Circumstances facts) {
        return switch (reason) {
            case HUNG -> "gave no sign of life for longer than the heartbeat timeout and was killed";
            case CANCELLED -> "was killed, because a cancelled task did not stop within its grace period";
            case TIMED_OUT ->
                "was killed, because a task that had run out of time did not stop within its grace period";
            case KILLED -> "was killed on request";
            case PROTOCOL_ERROR -> "sent something that is not the protocol and was killed";
            case IDLE -> "was ended, because it had been idle for longer than the idle timeout";
            case RECYCLED -> "was recycled, because it had run as many tasks as maxTasksPerWorker says";
            case AGED -> "was recycled, because it was older than maxWorkerAge";
            case OVER_MEMORY_LIMIT -> "was recycled, because it had more memory than maxWorkerMemory";
            case REQUESTED -> "was recycled on request";
            case RESIZED -> "was ended, because the pool was made smaller";
            case SHUTDOWN -> "was ended with its pool";
            case MEMORY_PRESSURE -> "was killed by its pool to keep the container from running out of memory";
            case OUT_OF_MEMORY ->
                "ran out of heap and " + exit(facts)
                        + ". Give workers more with workerHeap, or tasks less to do at once";
            case VIRTUAL_MACHINE_ERROR ->
                "was retired, because its JVM may not be sound after the error that its task threw, and " + exit(facts);
            case BROKEN_CLASS -> "was retired, because a class could not be initialized in it, and " + exit(facts);
            default -> facts.crashReport().isPresent() ? crash(facts) : exit(facts);
        };
    }

    private static String crash(Circumstances facts) {
        String frame = facts.crashReport()
                .flatMap(text -> first(FRAME_IN_REPORT, text))
                .map(text -> " in " + text.strip())
                .orElse("");
        return "crashed with " + facts.signal().orElse("a fatal error") + frame + " and " + exit(facts);
    }

    private static String exit(Circumstances facts) {
        if (facts.exitCode().isEmpty()) {
            return "ended with an exit code that is not known";
        }
        int code = facts.exitCode().getAsInt();
        String signal = SIGNALS.get(code - SIGNAL_BASE);
        if (facts.crashReport().isPresent() || signal == null) {
            return "exited with code " + code;
        }
        String killer =
                code == SIGNAL_BASE + 9 ? ", which somebody, or the kernel when memory ran out, must have sent" : "";
        return "exited with code " + code + ": killed by " + signal + killer + ", or exit(" + code + ") was called";
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> read(Path report) {
        return RegularFile.read(report, REPORT_LENGTH).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
