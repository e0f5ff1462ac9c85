package io.github.processpool.internal.wire.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VitalsTest {

    @TempDir
    Path folder;

    private Vitals parent;
    private Vitals worker;

    @BeforeEach
    void map() throws IOException {
        HeapMark.create(folder.resolve("page"));
        Scoreboard made = Scoreboard.create(folder.resolve("page"));
        worker = Scoreboard.open(folder.resolve("page")).vitals();
        made.seal();
        parent = made.vitals();
    }

    @Test
    void beforeTheFirstHeartbeatNothingIsKnown() {
        assertThat(parent.heartbeatNanos()).isZero();
        assertThat(parent.heapBytes()).isEqualTo(-1);
        assertThat(parent.isHeapExhausted()).isFalse();
        assertThat(worker.isToAnnounceBeginnings()).isFalse();
    }

    @Test
    void aHeartbeatIsSeenByTheParent() {
        worker.beat(123, 456, 789);

        assertThat(parent.heartbeatNanos()).isEqualTo(123);
        assertThat(parent.heapBytes()).isEqualTo(456);
        assertThat(parent.committedBytes()).isEqualTo(789);
    }

    @Test
    void whatACollectionHasLeftIsSeenByTheParent() {
        assertThat(parent.collections()).isZero();

        worker.collected(12, 34);

        assertThat(parent.collections()).isEqualTo(1);
        assertThat(parent.liveBytes()).isEqualTo(12);
        assertThat(parent.neededBytes()).isEqualTo(34);
    }

    @Test
    void aByteInTheFileBesideThePageSaysThatTheHeapIsExhausted() throws IOException {
        Files.write(HeapMark.beside(folder.resolve("page")), new byte[] {1});

        assertThat(parent.isHeapExhausted()).isTrue();
        assertThat(worker.isHeapExhausted()).isTrue();
    }

    @Test
    void theParentSwitchesAnnouncementsOnAndOff() {
        parent.announceBeginnings(true);
        assertThat(worker.isToAnnounceBeginnings()).isTrue();
        parent.announceBeginnings(false);
        assertThat(worker.isToAnnounceBeginnings()).isFalse();
    }
}
