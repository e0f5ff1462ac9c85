package io.github.processpool.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.Progress;
import io.github.processpool.WorkerInspectionException;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.Snapshots;
import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.cluster.ClusterView.SharedPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SecurityContext;

class ProcessPoolsEndpointTest {

    private final ProcessPoolExecutor pool = Snapshots.pool("pdf", PoolState.RUNNING);
    private final ClusterView cluster = mock(ClusterView.class);
    private final ProcessPoolsEndpoint endpoint = new ProcessPoolsEndpoint(pools(), cluster);

    private ProcessPools pools() {
        ProcessPools pools = mock(ProcessPools.class);
        when(pools.get("pdf")).thenReturn(pool);
        when(pools.asMap()).thenReturn(Map.of("pdf", pool));
        return pools;
    }

    @Test
    void describesThePool() {
        PoolDescription shown = endpoint.pool("pdf");

        assertThat(shown.queue()).isEqualTo(new PoolDescription.Queue(3, 10, 500, 4000, 2500));
        assertThat(shown.tasks()).isEqualTo(new PoolDescription.Tasks(2, 2, 20, 4, 1, 6, 8));
        assertThat(shown.limits()).isEqualTo(new PoolDescription.WorkerLimits(64L << 20, null));
        assertThat(shown.exitsByReason()).containsEntry(ExitReason.CRASHED, 2L);
        assertThat(shown.quarantinedKeys()).containsExactly("poison.pdf", "bomb.pdf");
        assertThat(shown.abandonedReadings()).containsExactly("task 7 'page' for 60 s");
        assertThat(shown.droppedEvents()).isEqualTo(9);
        assertThat(shown.recentExits().get(0).description()).isEqualTo("exited with code 3");
        assertThat(endpoint.pools().pools().keySet()).containsExactly("pdf");
    }

    @Test
    void describesTheMembersThatShareThePool() {
        assertThat(endpoint.pool("pdf").cluster()).isNull();

        SharedPool shared = new SharedPool("shop", "10.0.0.1:7800", "JOINED", 0.4, List.of(), List.of());
        when(cluster.pool("pdf")).thenReturn(shared);

        assertThat(endpoint.pool("pdf").cluster()).isEqualTo(shared);
    }

    @Test
    void describesWorkersAndLeavesOutWhatIsNotKnown() {
        WorkerDescription busy = endpoint.worker("pdf", "100");
        assertThat(busy.residentBytes()).isEqualTo(1000);
        assertThat(busy.task()).isNotNull();
        assertThat(busy.task().name()).isEqualTo("page 7");
        assertThat(busy.task().ageMillis()).isBetween(3000L, 600_000L);
        assertThat(busy.task().progress()).isEqualTo(new Progress(1, 2, "half"));

        WorkerDescription starting = endpoint.worker("pdf", "slot-3");
        assertThat(starting.pid()).isEqualTo(103);
        assertThat(starting.residentBytes()).isNull();
        assertThat(starting.heapBytes()).isNull();
        assertThat(starting.task()).isNull();
    }

    @Test
    void aPidIsNotTakenForASlot() {
        assertThatThrownBy(() -> endpoint.worker("pdf", "3"))
                .hasMessage("Process pool 'pdf' has no worker '3'; there are: 100 (slot-0), 101 (slot-1), 102 (slot-2),"
                        + " 103 (slot-3)");
    }

    @Test
    void aBrokenPoolThatCanNotRecycleDoesNotTellItsCommand() {
        PoolBrokenException reason = new PoolBrokenException("Command: java -Dpassword=secret", null);
        when(pool.recycleWorkers()).thenReturn(CompletableFuture.failedFuture(reason));

        assertThatThrownBy(() -> endpoint.act("pdf", "recycle"))
                .isInstanceOf(WorkerInspectionException.class)
                .hasMessageContaining("is broken")
                .hasNoCause();
    }

    @Test
    void waitsForNoWorkerToBeReplaced() {
        when(pool.recycleWorkers()).thenReturn(new CompletableFuture<>());
        when(pool.recycleWorker(100)).thenReturn(new CompletableFuture<>());

        assertThat(endpoint.act("pdf", "recycle").result()).startsWith("4 workers are being replaced");
        assertThat(endpoint.actOnWorker("pdf", "100", "drain").pid()).isEqualTo(100);
    }

    @Test
    void aHeapDumpThatFailsLeavesNoFile() {
        AtomicReference<Path> named = new AtomicReference<>();
        when(pool.heapDump(anyLong(), any())).thenAnswer(call -> {
            Path file = call.getArgument(1);
            named.set(file);
            writePart(file);
            return CompletableFuture.failedFuture(new WorkerInspectionException("no room", null));
        });

        assertThatThrownBy(() -> endpoint.actOnWorker("pdf", "100", "heapdump")).hasMessage("no room");

        assertThat(named.get().getParent()).doesNotExist();
    }

    private static void writePart(Path file) {
        try {
            Files.writeString(file, "JAVA PROFILE");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRefusedHeapDumpLeavesNoFolder() {
        AtomicReference<Path> named = new AtomicReference<>();
        when(pool.heapDump(anyLong(), any())).thenAnswer(call -> {
            named.set(call.getArgument(1));
            throw new IllegalArgumentException("gone");
        });

        assertThatThrownBy(() -> endpoint.actOnWorker("pdf", "slot-1", "heapdump"))
                .hasMessage("gone");

        assertThat(named.get().getParent()).doesNotExist();
        verify(pool).heapDump(101, named.get());
    }

    @Test
    void whoAsksOverTheWebIsNamed() {
        SecurityContext kim = mock(SecurityContext.class);
        when(kim.getPrincipal()).thenReturn(() -> "kim");
        when(pool.kill(100, "user 'kim'")).thenReturn(true);
        when(pool.cancel(7, "user 'kim'")).thenReturn(true);
        ProcessPoolsEndpointWebExtension web = new ProcessPoolsEndpointWebExtension(endpoint, null);

        assertThat(web.end("pdf", "workers", "slot-0", kim).getStatus()).isEqualTo(200);
        assertThat(web.end("pdf", "tasks", "7", kim).getStatus()).isEqualTo(200);
        assertThat(web.end("pdf", "tasks", "7", SecurityContext.NONE).getStatus())
                .as("asked by somebody else, whom the mock does not know")
                .isEqualTo(404);
        verify(pool).cancel(7, "a caller of the endpoint processpools");
    }

    @Test
    void workersOfOtherMembersAreLookedIntoBySharedPoolsOnly() {
        ProcessPoolsEndpointWebExtension web = new ProcessPoolsEndpointWebExtension(endpoint, null);
        assertThat(web.lookElsewhere("pdf", "b:7800", "100", "threaddump").getStatus())
                .isEqualTo(404);
        when(cluster.pool("pdf")).thenReturn(new SharedPool("shop", "a", "JOINED", null, List.of(), List.of()));
        when(cluster.threadDump("pdf", "b:7800", 100)).thenReturn(CompletableFuture.completedFuture("stacks"));
        when(cluster.threadDump("pdf", "b:7800", 7))
                .thenReturn(CompletableFuture.failedFuture(new IllegalArgumentException("no such worker")));
        when(cluster.threadDump("pdf", "b:7800", 8))
                .thenReturn(CompletableFuture.failedFuture(new WorkerInspectionException("too late", null)));
        when(cluster.threadDump("pdf", "z", 100)).thenThrow(new IllegalArgumentException("no such member"));

        assertThat(web.lookElsewhere("pdf", "b:7800", "100", "threaddump").getBody())
                .isEqualTo("stacks");
        assertThat(web.lookElsewhere("pdf", "b:7800", "7", "threaddump"))
                .satisfies(answer -> assertThat(answer.getStatus()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.getBody()).isEqualTo("no such worker"));
        assertThat(web.lookElsewhere("pdf", "b:7800", "8", "threaddump").getStatus())
                .isEqualTo(503);
        assertThat(web.lookElsewhere("pdf", "z", "100", "threaddump").getStatus())
                .isEqualTo(404);
        assertThat(web.lookElsewhere("pdf", "b:7800", "slot-0", "threaddump").getStatus())
                .isEqualTo(400);
        assertThat(web.lookElsewhere("pdf", "b:7800", "100", "heapdump").getStatus())
                .isEqualTo(400);
    }

    @Test
    void aWorkerThatHasJustEndedIsNoneToKill() {
        ProcessPoolsEndpointWebExtension web = new ProcessPoolsEndpointWebExtension(endpoint, null);

        assertThat(web.end("pdf", "workers", "100", SecurityContext.NONE))
                .satisfies(answer -> assertThat(answer.getStatus()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.getBody().toString()).contains("has just ended"));
    }
}
