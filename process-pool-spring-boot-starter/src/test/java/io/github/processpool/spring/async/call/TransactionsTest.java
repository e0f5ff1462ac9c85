package io.github.processpool.spring.async.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Calls from inside a transaction of the caller. Static state is shared with the workers, which are threads. */
@ExtendWith(OutputCaptureExtension.class)
class TransactionsTest {

    private static final String WARNING = "was called inside a transaction";

    private static final List<String> events = new CopyOnWriteArrayList<>();
    private static final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    private final ApplicationContextRunner application = InProcess.application().withBean(Orders.class);
    private final TransactionTemplate transaction = new TransactionTemplate(new Database());

    static class Orders {

        @ProcessAsync(afterCommit = "${waits:true}")
        CompletableFuture<String> afterwards(String order) {
            events.add("run");
            return CompletableFuture.completedFuture("done " + order);
        }

        @ProcessAsync(afterCommit = "true")
        void silently(String order) {
            ran.add(order);
        }

        @ProcessAsync
        CompletableFuture<String> atOnce(String order) {
            return CompletableFuture.completedFuture("done " + order);
        }

        @ProcessAsync
        String value(String order) {
            return "done " + order;
        }

        @ProcessAsync(afterCommit = "false")
        CompletableFuture<String> regardless(String order) {
            return CompletableFuture.completedFuture("done " + order);
        }
    }

    static class Impossible {

        @ProcessAsync(afterCommit = "true")
        ProcessFuture<String> tooEarly() {
            return ProcessAsyncResult.of("");
        }

        @ProcessAsync(afterCommit = "true")
        String tooLate() {
            return "";
        }
    }

    static class Misspelt {

        @ProcessAsync(afterCommit = "yes")
        void method() {}
    }

    private static final class Database extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            events.add("begin");
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            events.add("commit");
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            events.add("rollback");
        }
    }

    private static long submitted(ProcessPoolExecutor pool) {
        PoolSnapshot now = pool.snapshot();
        return now.queuedTasks() + now.runningTasks() + now.completedTasks() + now.failedTasks() + now.cancelledTasks();
    }

    @BeforeEach
    void forget() {
        events.clear();
        ran.clear();
    }

    @Test
    void aCallIsSubmittedAfterTheCommit() {
        application.run(context -> {
            Orders orders = context.getBean(Orders.class);
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            CompletableFuture<String> future = transaction.execute(status -> {
                CompletableFuture<String> called = orders.afterwards("7");
                assertThat(submitted(pool)).isZero();
                return called;
            });

            assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done 7");
            assertThat(events).containsExactly("begin", "commit", "run");
        });
    }

    @Test
    void aCallOfNothingIsSubmittedAfterTheCommitToo() {
        application.run(context -> {
            Orders orders = context.getBean(Orders.class);
            transaction.executeWithoutResult(status -> {
                orders.silently("8");
                assertThat(ran).isEmpty();
            });

            assertThat(ran.poll(30, TimeUnit.SECONDS)).isEqualTo("8");
        });
    }

    @Test
    void aCallIsCancelledAtARollback() {
        application.run(context -> {
            Orders orders = context.getBean(Orders.class);
            CompletableFuture<String> future = transaction.execute(status -> {
                status.setRollbackOnly();
                return orders.afterwards("9");
            });

            assertThat(future.isCancelled()).isTrue();
            // What `get` throws on some JDKs is another one, with this as its cause.
            assertThat(future.handle((value, failure) -> failure).join())
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("Orders.afterwards was not submitted")
                    .hasMessageContaining("was rolled back");
            assertThat(submitted(context.getBean(ProcessPoolExecutor.class))).isZero();
        });
    }

    @Test
    void aCallThatWasCancelledBeforeTheCommitIsNotSubmitted() {
        application.run(context -> {
            Orders orders = context.getBean(Orders.class);
            transaction.executeWithoutResult(
                    status -> assertThat(orders.afterwards("10").cancel(true)).isTrue());

            assertThat(submitted(context.getBean(ProcessPoolExecutor.class))).isZero();
        });
    }

    @Test
    void aSubmissionThatIsRefusedAfterTheCommitFailsTheFutureAndNotTheCommit(CapturedOutput output) {
        application.run(context -> {
            Orders orders = context.getBean(Orders.class);
            CompletableFuture<String> future = transaction.execute(status -> {
                CompletableFuture<String> called = orders.afterwards("11");
                orders.silently("12");
                context.getBean(ProcessPoolExecutor.class).shutdown();
                return called;
            });

            assertThatThrownBy(future::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RejectedExecutionException.class);
            assertThat(events).containsExactly("begin", "commit");
            assertThat(output).contains("Orders.silently could not be submitted after the commit of the transaction");
        });
    }

    @Test
    void outsideATransactionACallIsSubmittedAtOnce() {
        application.run(context -> {
            assertThat(context.getBean(Orders.class).afterwards("13").get(30, TimeUnit.SECONDS))
                    .isEqualTo("done 13");
        });
    }

    @Test
    void aCallThatDoesNotWaitIsWarnedOfOnce(CapturedOutput output) {
        application.withPropertyValues("waits=").run(context -> {
            Orders orders = context.getBean(Orders.class);
            for (int i = 0; i < 3; i++) {
                CompletableFuture<String> future = transaction.execute(status -> orders.atOnce("14"));
                assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done 14");
            }

            assertThat(output.getOut())
                    .containsOnlyOnce("Orders.atOnce " + WARNING)
                    .contains("waits for rows that it has locked");
        });
    }

    @Test
    void warningOfCallThatWaitsForItsValueNamesAnotherRemedy(CapturedOutput output) {
        application.run(context -> {
            Orders orders = context.getBean(Orders.class);
            assertThat(transaction.<String>execute(status -> orders.value("18")))
                    .isEqualTo("done 18");

            assertThat(output.getOut())
                    .containsOnlyOnce("Orders.value " + WARNING)
                    .contains("because the call waits for its result. Call it before the transaction");
        });
    }

    @Test
    void thereIsNoWarningWhereItCanNotMatterOrIsSaidToBeRight(CapturedOutput output) {
        TransactionTemplate reading = new TransactionTemplate(new Database());
        reading.setReadOnly(true);
        application.run(context -> {
            Orders orders = context.getBean(Orders.class);
            assertThat(orders.atOnce("15").get(30, TimeUnit.SECONDS)).isEqualTo("done 15");
            CompletableFuture<String> future = reading.execute(status -> orders.atOnce("16"));
            assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done 16");
            future = transaction.execute(status -> orders.regardless("17"));
            assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done 17");

            assertThat(output).doesNotContain(WARNING);
        });
    }

    @Test
    void thereIsNoFutureOfATaskBeforeItIsSubmitted() {
        InProcess.application()
                .withBean(Impossible.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("Impossible.tooEarly: afterCommit can't be 'true'")
                        .hasStackTraceContaining("Impossible.tooLate: afterCommit can't be 'true'")
                        .hasStackTraceContaining("for which its caller waits inside the transaction")
                        .hasStackTraceContaining("returns ProcessFuture"));
    }

    @Test
    void whatIsNeitherTrueNorFalseEndsTheStart() {
        InProcess.application()
                .withBean(Misspelt.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("Misspelt.method: afterCommit can't be 'yes'"));
    }
}
