package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.RemoteTaskException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.transaction.TransactionSystemException;

/** Exceptions of Spring that have handlers, and something in them that can't be sent. */
class ExceptionsOfSpringTest {

    /** Has something of the application's in it. */
    private record OwnDecision(Object reason) implements AuthorizationResult {

        @Override
        public boolean isGranted() {
            return false;
        }
    }

    private static Throwable thrownBy(boolean inTransaction) throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .mode(PoolMode.IN_PROCESS)
                .maxWorkers(1)
                .build()) {
            return catchThrowableOfType(
                            ExecutionException.class,
                            () -> pool.submit(() -> {
                                        RuntimeException denied = new AuthorizationDeniedException(
                                                "Access Denied", new OwnDecision(new Object()));
                                        throw inTransaction
                                                ? new TransactionSystemException("Could not commit", denied)
                                                : denied;
                                    })
                                    .get())
                    .getCause();
        }
    }

    @Test
    void aDeniedCallIsSeenAsOne() throws Exception {
        Throwable thrown = thrownBy(false);

        assertThat(thrown)
                .isExactlyInstanceOf(AuthorizationDeniedException.class)
                .hasMessage("Access Denied");
        assertThat(thrown.getSuppressed()[0])
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("AuthorizationDeniedException.");
    }

    @Test
    void theCauseOfAFailedCommitIsSeenAsWhatItIs() throws Exception {
        Throwable thrown = thrownBy(true);

        assertThat(thrown).isExactlyInstanceOf(TransactionSystemException.class);
        assertThat(((TransactionSystemException) thrown).getRootCause())
                .isExactlyInstanceOf(AuthorizationDeniedException.class);
    }
}
