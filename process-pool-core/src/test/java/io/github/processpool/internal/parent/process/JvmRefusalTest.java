package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

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

        assertThat(JvmRefusal.in(words)).contains("Unrecognized VM option 'Foo'");
        assertThat(JvmRefusal.isLasting(FAILED, words)).isTrue();
    }

    @Test
    void theReasonIsTheLineBehindTheOneThatSaysThatItCantBeInitialized() {
        List<String> words = notInitialized("Multiple garbage collectors selected");

        assertThat(JvmRefusal.isAnnounced(words)).isTrue();
        assertThat(JvmRefusal.in(words)).contains("Multiple garbage collectors selected");
        assertThat(JvmRefusal.isLasting(FAILED, words)).isTrue();
        assertThat(JvmRefusal.in(List.of(
                        "Error occurred during initialization of boot layer",
                        "java.lang.module.FindException: Module nope not found")))
                .contains("java.lang.module.FindException: Module nope not found");
    }

    @Test
    void complaintsOfArgumentsLast() {
        assertThat(List.of(
                        "Unrecognized VM option 'Foo'",
                        "Unrecognized option: -Foo",
                        "Invalid maximum heap size: -Xmx64x",
                        "Too small maximum heap",
                        "Initial heap size set to a larger value than the maximum heap size",
                        "java.lang.RuntimeException: Unable to parse --add-opens <module>=<value>: foo",
                        "java.lang.module.FindException: Module nope not found",
                        "The Java thread stack size specified is too small. Specify at least 136k"))
                .allSatisfy(reason -> assertThat(JvmRefusal.isLasting(FAILED, notInitialized(reason)))
                        .isTrue());
    }

    @Test
    void aLackOfMemoryOrAFileMayPass() {
        assertThat(List.of(
                        "Could not reserve enough space for 1048576KB object heap",
                        "Failed to map memory",
                        "java.lang.Error: Properties init: Could not determine current working directory.",
                        "agent library failed to init: instrument"))
                .allSatisfy(reason -> {
                    assertThat(JvmRefusal.in(notInitialized(reason))).contains(reason);
                    assertThat(JvmRefusal.isLasting(FAILED, notInitialized(reason)))
                            .isFalse();
                });
    }

    @Test
    void aJvmThatWasCreatedRefusesNothing() {
        List<String> words = List.of("Exception in thread \"main\" java.lang.IllegalStateException: no");

        assertThat(JvmRefusal.in(words)).isEmpty();
        assertThat(JvmRefusal.isLasting(FAILED, words)).isFalse();
        assertThat(JvmRefusal.in(List.of(NOT_CREATED))).isEmpty();
        assertThat(JvmRefusal.isLasting(OptionalInt.empty(), notInitialized("No")))
                .isFalse();
    }
}
