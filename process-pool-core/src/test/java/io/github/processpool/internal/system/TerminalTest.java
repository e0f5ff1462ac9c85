package io.github.processpool.internal.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void theFilesOfTerminalsAreKnownAndPipesAndFilesAreNone() {
        assertThat(Terminal.isTerminal("/dev/pts/3")).isTrue();
        assertThat(Terminal.isTerminal("/dev/tty1")).isTrue();
        assertThat(Terminal.isTerminal("/dev/console")).isTrue();
        assertThat(Terminal.isTerminal("pipe:[12345]")).isFalse();
        assertThat(Terminal.isTerminal("/dev/null")).isFalse();
        assertThat(Terminal.isTerminal("/var/log/build.log")).isFalse();
    }

    @Test
    void aTerminalThatOverwritesNothingIsNoScreen() {
        assertThat(Terminal.isScreen("dumb")).isFalse();
        assertThat(Terminal.isScreen("xterm-256color")).isTrue();
        assertThat(Terminal.isScreen(null)).isTrue();
    }
}
