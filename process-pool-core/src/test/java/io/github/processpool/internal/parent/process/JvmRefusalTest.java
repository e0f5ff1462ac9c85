package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmRefusalTest {

    private static final String NOT_CREATED = "Error: Could not create the Java Virtual Machine.";
    private static final String FATAL = "Error: A fatal exception has occurred. Program will exit.";
    private static final OptionalInt FAILED = OptionalInt.of(1);

    private static List<String> notInitialized(String reason) {
        return List.of("Error occurred during initialization of VM", reason, "[warning][gc] something");
    }

    @Test
    void theReasonIsTheLineBeforeTheOneThatSaysThatThereIsNoJvm() {
        List<String> words = List.of("[warning][gc] old", "Unrecognized VM option 'Foo'", NOT_CREATED, FATAL);

        assertThat(JvmRefusal.in(FAILED, words))
                .hasValueSatisfying(refusal -> assertThat(refusal).hasMessage("Unrecognized VM option 'Foo'"));
    }

    @Test
    void theReasonIsTheLineBehindTheOneThatSaysThatItCantBeInitialized() {
        List<String> words = JvmRefusal.lastWords(
                List.of("Error occurred during initialization of boot layer", "Module nope not found"),
                List.of("[warning] old"));

        assertThat(words).hasSize(3);
        assertThat(JvmRefusal.in(FAILED, words))
                .hasValueSatisfying(refusal -> assertThat(refusal).hasMessage("Module nope not found"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unrecognized VM option 'Foo'",
                "Unrecognized option: -Foo",
                "Invalid maximum heap size: -Xmx64x",
                "Too small maximum heap",
                "Multiple garbage collectors selected",
                "Initial heap size set to a larger value than the maximum heap size",
                "java.lang.RuntimeException: Unable to parse --add-opens <module>=<value>: foo",
                "java.lang.module.FindException: Module nope not found",
                "The Java thread stack size specified is too small. Specify at least 136k"
            })
    void complaintsOfArgumentsLast(String reason) {
        assertThat(JvmRefusal.in(FAILED, notInitialized(reason))).get().matches(JvmRefusal::isLasting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Could not reserve enough space for 1048576KB object heap",
                "Failed to map memory",
                "java.lang.Error: Properties init: Could not determine current working directory.",
                "agent library failed to init: instrument"
            })
    void aLackOfMemoryOrAFileMayPass(String reason) {
        assertThat(JvmRefusal.in(FAILED, notInitialized(reason))).get().matches(refusal -> !refusal.isLasting());
    }

    /** A task's own JVM, whose output the worker shows. */
    @Test
    void theWordsOfAnotherJvmAreNotItsOwn() {
        List<String> words = new ArrayList<>(List.of("Unrecognized option: -x", NOT_CREATED, FATAL));
        words.add("java.lang.IllegalStateException: the other program failed");
        words.add("  at example.Start");

        assertThat(JvmRefusal.in(FAILED, words)).isEmpty();
        assertThat(JvmRefusal.lastWords(List.of("hello", "Error occurred during initialization of VM"), words))
                .isEqualTo(words);
    }

    @Test
    void aJvmThatWasCreatedRefusesNothing() {
        assertThat(JvmRefusal.in(FAILED, List.of("Exception in thread \"main\" java.lang.IllegalStateException: no")))
                .isEmpty();
        assertThat(JvmRefusal.in(FAILED, List.of())).isEmpty();
        assertThat(JvmRefusal.in(FAILED, List.of(NOT_CREATED))).isEmpty();
        assertThat(JvmRefusal.in(OptionalInt.empty(), notInitialized("Invalid")))
                .isEmpty();
        assertThat(JvmRefusal.in(OptionalInt.of(3), notInitialized("Invalid"))).isEmpty();
    }
}
