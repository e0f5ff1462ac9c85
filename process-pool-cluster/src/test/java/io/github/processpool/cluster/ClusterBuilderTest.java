package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What can be said of a member before there is one. */
class ClusterBuilderTest {

    @Test
    void beginsWithoutAnybodyToFind() {
        assertThatCode(ProcessPoolCluster::builder).doesNotThrowAnyException();
    }

    @Test
    void needsAName() {
        assertThatThrownBy(() -> ProcessPoolCluster.builder().start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
    }
}
