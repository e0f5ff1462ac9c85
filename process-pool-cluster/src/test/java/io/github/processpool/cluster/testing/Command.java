package io.github.processpool.cluster.testing;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a test lets a member do: a lambda that is sent to its JVM, with an answer that is sent back. */
public interface Command<R extends @Nullable Object> extends Serializable {

    R on(Member member) throws Exception;

    /** One without an answer. */
    interface Order extends Serializable {

        void on(Member member) throws Exception;
    }
}
