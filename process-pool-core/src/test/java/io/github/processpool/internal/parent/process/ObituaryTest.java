package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.system.ProcessMark;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.page.HeapMark;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObituaryTest {

    /** The beginning of what a JVM writes when a null pointer was followed in native code. */
    private static final String REPORT = """
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGSEGV (0xb) at pc=0x00007f3c, pid=1, tid=2
            #
            # Problematic frame:
            # V  [libjvm.so+0xb1d4f4]  Unsafe_PutLong+0x94
            #
            """;

    @TempDir
    Path folder;

    private final WorkerLink worker = new WorkerLink(1, 0, new DefinitionTable());
    private WorkerProcess process;

    @BeforeEach
    void makeProcess() throws IOException {
        Path page = folder.resolve("w1");
        Scoreboard scoreboard = Scoreboard.create(page);
        process = new WorkerProcess(new NoProcess(), ProcessMark.of("test"), scoreboard, page, List.of("java"));
    }

    /** Bears the pid of this JVM. */
    private static final class NoProcess extends Process {
        @Override
        public ProcessHandle toHandle() {
            return ProcessHandle.current();
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public int waitFor() {
            return 0;
        }

        @Override
        public int exitValue() {
            return 0;
        }

        @Override
        public void destroy() {}
    }

    private Obituary write(int exitCode) {
        return Obituary.write(worker, process, OptionalInt.of(exitCode), List.of("last words"));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3", "127", "255"})
    void anExitIsAnExitWithItsCode(int code) {
        Obituary obituary = write(code);

        assertThat(obituary.reason()).isEqualTo(ExitReason.CRASHED);
        assertThat(obituary.words()).isEqualTo("exited with code " + code);
        assertThat(obituary.circumstances().exitCode()).hasValue(code);
        assertThat(obituary.circumstances().signal()).isEmpty();
        assertThat(obituary.circumstances().stderrTail()).containsExactly("last words");
        assertThat(obituary.circumstances().pid())
                .isEqualTo(ProcessHandle.current().pid());
    }

    @ParameterizedTest
    @CsvSource({"137, SIGKILL", "143, SIGTERM", "134, SIGABRT", "139, SIGSEGV"})
    void aSignalAndAnExitWithItsCodeAreBothSaid(int code, String signal) {
        Obituary obituary = write(code);

        assertThat(obituary.words()).contains("killed by " + signal).contains("or exit(" + code + ") was called");
        assertThat(obituary.circumstances().signal()).contains(signal);
    }

    @Test
    void aKillIsToldToComeFromSomebodyOrFromTheKernel() {
        assertThat(write(137).words()).contains("somebody, or the kernel when memory ran out");
    }

    @Test
    void aWorkerThatWasRetiredAfterAnErrorOfItsJvmSaysSo() {
        worker.endBecauseOf(ExitReason.VIRTUAL_MACHINE_ERROR);

        assertThat(write(0).words())
                .isEqualTo(
                        "was retired, because its JVM may not be sound after the error that its task threw, and exited"
                                + " with code 0");
    }

    @Test
    void theCrashReportKnowsBetterThanTheExitCode() throws IOException {
        Files.writeString(process.crashReport(), REPORT + "x".repeat(100_000));

        Obituary obituary = write(134);

        assertThat(obituary.words())
                .isEqualTo(
                        "crashed with SIGSEGV in V  [libjvm.so+0xb1d4f4]  Unsafe_PutLong+0x94 and exited with code 134");
        assertThat(obituary.circumstances().signal()).contains("SIGSEGV");
        assertThat(obituary.circumstances().crashReport().orElseThrow())
                .startsWith("#\n# A fatal error")
                .hasSize(8 * 1024);
    }

    @Test
    void anExhaustedHeapIsSaidWithWhatToDo() throws IOException {
        Files.write(HeapMark.beside(folder.resolve("w1")), new byte[] {1});

        Obituary obituary = write(3);

        assertThat(obituary.reason()).isEqualTo(ExitReason.OUT_OF_MEMORY);
        assertThat(obituary.words()).contains("ran out of heap").contains("workerHeap");
        assertThat(obituary.circumstances().outOfMemory()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "HUNG, heartbeat timeout",
        "CANCELLED, cancelled task did not stop",
        "TIMED_OUT, had run out of time",
        "PROTOCOL_ERROR, not the protocol",
        "IDLE, idle for longer",
        "RECYCLED, it had run as many tasks",
        "AGED, older than maxWorkerAge",
        "OVER_MEMORY_LIMIT, more memory than maxWorkerMemory",
        "REQUESTED, was recycled on request",
        "RESIZED, the pool was made smaller",
        "SHUTDOWN, was ended with its pool"
    })
    void aReasonThatWasRecordedIsNotReplacedByAVaguerOne(ExitReason reason, String words) {
        worker.endBecauseOf(reason);
        worker.endBecauseOf(ExitReason.CRASHED);

        Obituary obituary = write(137);

        assertThat(obituary.reason()).isEqualTo(reason);
        assertThat(obituary.words()).contains(words);
    }

    @Test
    void anUnknownExitCodeIsSaidToBeUnknown() {
        Obituary obituary = Obituary.write(worker, process, OptionalInt.empty(), List.of());

        assertThat(obituary.words()).contains("not known");
        assertThat(obituary.circumstances().exitCode()).isEmpty();
    }
}
