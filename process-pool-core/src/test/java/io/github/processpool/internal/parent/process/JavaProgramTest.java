package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.internal.parent.pool.PoolSettings.Launch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JavaProgramTest {

    private static final Path USUAL = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Path MISSING = Path.of("/no/such/java");

    private static void check(Path program, List<String> prefix, WorkerCommandCustomizer... customizers) {
        JavaProgram.check(
                new Launch(64L << 20, List.of(), Map.of(), null, program, null, prefix, List.of(customizers), null));
    }

    @Test
    void aProgramThatDoesNotExistIsFoundBeforeThePoolIsMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(MISSING, List.of(), command -> {}))
                .withMessageContaining(MISSING.toString())
                .withMessageContaining("javaExecutable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(Path.of("no-such-java"), List.of()))
                .withMessageContaining("PATH");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(Path.of(System.getProperty("java.home")), List.of()))
                .withMessageContaining("is a folder");
    }

    @Test
    void thatOfThisJvmAndOneOfThePathWillDo() {
        check(USUAL, List.of());
        check(Path.of("sh"), List.of());
    }

    @Test
    void behindAPrefixItMayLieWhereThisJvmDoesNotLook() {
        check(MISSING, List.of("chroot", "/there"));
    }
}
