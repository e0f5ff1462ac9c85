package io.github.processpool.spring.async.call;

import io.github.processpool.SerializableFunction;
import io.github.processpool.spring.ContextCarrier;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A task that calls a {@link io.github.processpool.spring.annotation.ProcessAsync} method, for who sees tasks on their way to the
 * pool and has to give them something. Not to be implemented by applications.
 *
 * <p>Immutable.
 */
public interface BeanTask {

    /**
     * Returns the method that is called.
     *
     * @return {@code Type.method}, by the type that declares it
     */
    String methodName();

    /**
     * Returns the same task with something more to take along, restored after all else. It is not required: a call goes on without
     * it if the worker can't restore it.
     *
     * @param carrier the name of the {@link ContextCarrier} bean that restores it in the worker
     * @param captured what it gets there
     * @return to be submitted instead of this, with the same argument
     */
    SerializableFunction<@Nullable Object, @Nullable Object> with(String carrier, Serializable captured);
}
