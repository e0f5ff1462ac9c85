package io.github.processpool.spring.worker.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

/** The thread that looks whether statements are to be cancelled. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunningStatementsTest {

    private final RunningStatements statements = new RunningStatements();

    @Test
    void watcherThatFailedIsReplacedForTheNextStatement() throws Exception {
        CompletableFuture<Thread> failed = new CompletableFuture<>();
        try (FakeTask task = new FakeTask() {

            @Override
            public boolean isCancelled() {
                if (failed.complete(Thread.currentThread())) {
                    throw new IllegalStateException("of a test");
                }
                return true;
            }
        }) {
            statements.end(Objects.requireNonNull(begunAndLookedAt(failed)));

            CountDownLatch cancelled = new CountDownLatch(1);
            Statement next = Mockito.mock(Statement.class);
            Mockito.doAnswer(call -> {
                        cancelled.countDown();
                        return null;
                    })
                    .when(next)
                    .cancel();
            RunningStatement begun = Objects.requireNonNull(statements.begin(next));
            assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
            statements.end(begun);
        }
    }

    private RunningStatement begunAndLookedAt(CompletableFuture<Thread> failed) throws Exception {
        RunningStatement begun = statements.begin(Mockito.mock(Statement.class));
        failed.get(30, TimeUnit.SECONDS).join();
        return begun;
    }
}
