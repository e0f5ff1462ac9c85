package io.github.processpool.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Runs a method of a bean in a worker process. What is sent there is the name of the bean, the method and its arguments; the
 * worker calls <em>its</em> bean of that name, in the same application started a second time without what makes it a server, with
 * its own injected collaborators and transactions. Authorization, validation, caches and retries are decided in the caller.
 *
 * <pre>{@code
 * @Service
 * class Thumbnails {
 *
 *     @ProcessAsync(pool = "pdf", timeout = "20s")
 *     CompletableFuture<byte[]> render(long documentId) {
 *         byte[] image = …;
 *         return CompletableFuture.completedFuture(image);
 *     }
 * }
 * }</pre>
 *
 * <p><b>Where.</b> On methods that are not final, private or static; on a class, where it holds for the public methods that the
 * class declares itself (not for inherited ones, and not for those that only the container calls, like {@code close()}); on an
 * interface, likewise, also of a bean that is only a proxy of it, like a repository of Spring Data; and on other annotations, of
 * which it is then a part. What stands at the method replaces what stands at the class, as a whole.
 *
 * <p><b>Return types.</b> The caller of a method that returns {@link java.util.concurrent.Future}, {@link
 * java.util.concurrent.CompletableFuture}, {@link java.util.concurrent.CompletionStage} or {@link
 * io.github.processpool.ProcessFuture} gets the future of the task at once; as with {@code @Async} the method itself returns a
 * future with its value; one that is not complete is waited for in the worker, and the value is what travels. A method that returns
 * a {@code ProcessFuture} makes it with {@link io.github.processpool.spring.ProcessAsyncResult}. The caller of a {@code void}
 * method gets nothing, at once. Where Reactor is present, {@code Mono} and {@code Flux} are lazy: each subscription runs the method
 * once, and cancelling the subscription stops the work. The elements of a {@code Flux} come while the method runs, and the worker
 * waits where they are not asked for.
 *
 * <p>The caller of a method that returns anything else <b>waits for the value</b>. Interrupting its thread stops the work as {@code
 * cancel(true)} does; the call then throws the {@link InterruptedException} if the method declares it, and a {@link
 * java.util.concurrent.CancellationException} with the thread's interrupt set again otherwise. How many may wait is limited by the
 * pool's queue. A thread on which Reactor forbids to block is refused.
 *
 * <p><b>Arguments and results</b> are copies; they have to be serializable. The security context, the locale and the MDC of the
 * calling thread travel with the call, and what beans of type {@link io.github.processpool.spring.ContextCarrier} take along.
 *
 * <p><b>Failures.</b> What {@link io.github.processpool.TaskSubmitter} says holds: a full queue, a pool that is shut down or
 * broken, and an argument that can't be serialized are thrown by the call itself, whatever its return type ({@code Mono}
 * and {@code Flux} apart, which signal them to the subscriber); so is what advice in the caller throws, a denied access for example.
 * All else comes through the future, or is thrown where the caller waits: what the method throws as it is, a crash as {@link io.github.processpool.WorkerCrashedException}, a time
 * limit as {@link io.github.processpool.TaskTimeoutException}. The failure of a {@code void} method goes to {@link
 * io.github.processpool.spring.ProcessAsyncExceptionHandler}.
 *
 * <p><b>Calls from inside the same bean</b> do not pass the proxy, so they stay in the calling process, as with {@code @Async}. In a
 * worker the annotation does nothing: a method that is called there by another bean runs where it is called.
 *
 * <p>All attributes may contain <code>${…}</code> placeholders. What is empty is not said. Wrong values end the start of the
 * application with the name of the attribute.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface ProcessAsync {

    /**
     * Names the pool, an alias for {@link #pool}.
     *
     * @return the name of a pool
     */
    @AliasFor("pool")
    String value() default "";

    /**
     * Names the pool whose workers run the method: the key under {@code process-pool.pools}, {@code process-pool.name}, or what was
     * given to {@link io.github.processpool.ProcessPoolExecutorBuilder#name}.
     *
     * @return the name of a pool; empty: the default pool
     */
    @AliasFor("value")
    String pool() default "";

    /**
     * Limits the execution, from the moment a worker begins it; see {@link
     * io.github.processpool.TaskOptions.Builder#timeout}.
     *
     * @return a duration such as {@code 30s}, {@code 500ms} or {@code PT30S}, milliseconds if it is a bare number; empty: no limit
     */
    String timeout() default "";

    /**
     * Limits the wait for a worker; see {@link io.github.processpool.TaskOptions.Builder#queueTimeout}.
     *
     * @return a duration as in {@link #timeout}; empty: no limit
     */
    String queueTimeout() default "";

    /**
     * Limits waiting and execution together; see {@link io.github.processpool.TaskOptions.Builder#deadline}.
     *
     * @return a duration as in {@link #timeout}; empty: no limit
     */
    String deadline() default "";

    /**
     * Says how long the method may take to end after it was interrupted, before its worker is killed; see {@link
     * io.github.processpool.TaskOptions.Builder#gracePeriod}.
     *
     * @return a duration as in {@link #timeout}, zero allowed; empty: the pool's
     */
    String gracePeriod() default "";

    /**
     * Says how often the method is run in all if it is lost with its worker. More than once only for what is idempotent.
     *
     * @return a number, at least 1; empty: 1. Not more for a {@code Flux}, whose elements would come again
     */
    String maxAttempts() default "";

    /**
     * Says which of the waiting tasks begins first.
     *
     * @return a number, the higher the earlier; empty: 0
     */
    String priority() default "";

    /**
     * Says where the method may run, in a pool that the members of a cluster share; see {@link
     * io.github.processpool.TaskOptions.Builder#placement}.
     *
     * @return {@code here} for what needs something of this machine, like a file; {@code anywhere}, or empty: on any member
     */
    String placement() default "";

    /**
     * Says what the call has in common with others that had best run in the same worker; see {@link
     * io.github.processpool.TaskOptions.Builder#affinityKey}.
     *
     * @return an expression of SpEL over the arguments, as in Spring's caches: {@code #name}, {@code #p0}, {@code #a0}, and other
     *     beans as {@code @bean}; evaluated in the calling process; empty, or one that gives {@code null} or a blank text: no key
     */
    String affinityKey() default "";

    /**
     * Says what the call has in common with others that are likely to harm their worker in the same way; see {@link
     * io.github.processpool.TaskOptions.Builder#quarantineKey}.
     *
     * @return an expression as in {@link #affinityKey}; empty: never quarantined
     */
    String quarantineKey() default "";

    /**
     * Says whether a call inside a transaction of its caller waits for the commit. A worker has connections of its own and does not
     * see what the caller has not committed. A call that waits is submitted on the thread that commits, after it has committed; its
     * arguments are copied then. After a rollback it is not submitted, and its future is cancelled. What the submission itself
     * throws (a full queue, for example) comes through the future. Outside a transaction nothing is different.
     *
     * <p>A call does not wait by default: the first one of a method that comes from inside a transaction which is not read-only is
     * warned of in the log.
     *
     * @return {@code true}: such calls wait; {@code false}: they need not, so there is no warning; empty: they do not wait, and
     *     there is one. {@code true} is not for methods that return a {@code ProcessFuture}, a {@code Mono}, a {@code Flux} or
     *     their value
     */
    String afterCommit() default "";
}
