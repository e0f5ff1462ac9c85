package io.github.processpool.spring.endpoint;

import io.github.processpool.WorkerInspectionException;
import io.github.processpool.spring.UnknownProcessPoolException;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Answers over HTTP with a status and words where the {@link ProcessPoolsEndpoint} throws: 404 for a pool, worker or task that is not
 * there, 400 for what can't be, 503 for a worker or pool that can't do it now. Does nothing else.
 *
 * <p><b>Thread safety:</b> any thread; it has no state.
 */
@EndpointWebExtension(endpoint = ProcessPoolsEndpoint.class)
public class ProcessPoolsEndpointWebExtension {

    private final ProcessPoolsEndpoint endpoint;
    private final @Nullable EndpointPages pages;

    /**
     * Creates the extension.
     *
     * @param endpoint what it passes requests on to
     * @param pages what there is beside the operations; null: nothing
     */
    public ProcessPoolsEndpointWebExtension(ProcessPoolsEndpoint endpoint, @Nullable EndpointPages pages) {
        this.endpoint = endpoint;
        this.pages = pages;
    }

    /**
     * {@code GET /actuator/processpools/{pool}}.
     *
     * @param pool its name
     * @return the pool
     */
    @ReadOperation
    public WebEndpointResponse<Object> pool(@Selector String pool) {
        return answer(() -> endpoint.pool(pool), ProcessPoolsEndpointWebExtension::asJson);
    }

    /**
     * {@code GET /actuator/processpools/{pool}/{worker}}, and {@code …/-/{file}} for the pages.
     *
     * @param pool its pool
     * @param worker its pid, or its slot
     * @return the worker
     */
    @ReadOperation
    public WebEndpointResponse<Object> worker(@Selector String pool, @Selector String worker) {
        WebEndpointResponse<Object> page =
                pages == null || !pool.equals(EndpointPages.FOLDER) ? null : pages.page(worker);
        return page != null
                ? page
                : answer(() -> endpoint.worker(pool, worker), ProcessPoolsEndpointWebExtension::asJson);
    }

    /**
     * {@code GET /actuator/processpools/{pool}/{worker}/threaddump}.
     *
     * @param pool its pool
     * @param worker its pid, or its slot
     * @param view what to look at
     * @return text
     */
    @ReadOperation(produces = ProcessPoolsEndpoint.PLAIN_TEXT)
    public WebEndpointResponse<Object> look(@Selector String pool, @Selector String worker, @Selector String view) {
        return answer(() -> endpoint.look(pool, worker, view), words -> words);
    }

    /**
     * {@code GET /actuator/processpools/{pool}/{member}/{worker}/threaddump}.
     *
     * @param pool that is shared
     * @param member its name
     * @param worker its pid there
     * @param view what to look at
     * @return text
     */
    @ReadOperation(produces = ProcessPoolsEndpoint.PLAIN_TEXT)
    public WebEndpointResponse<Object> lookElsewhere(
            @Selector String pool, @Selector String member, @Selector String worker, @Selector String view) {
        return answer(() -> endpoint.lookElsewhere(pool, member, worker, view), words -> words);
    }

    /**
     * {@code POST /actuator/processpools/{pool}}.
     *
     * @param pool its name
     * @param maxWorkers how many workers it may have
     * @return what was done
     */
    @WriteOperation
    public WebEndpointResponse<Object> resize(@Selector String pool, @Nullable Integer maxWorkers) {
        return answer(() -> endpoint.resize(pool, maxWorkers), ProcessPoolsEndpointWebExtension::asJson);
    }

    /**
     * {@code POST /actuator/processpools/{pool}/recycle}.
     *
     * @param pool its name
     * @param action what to do
     * @return what was begun
     */
    @WriteOperation
    public WebEndpointResponse<Object> act(@Selector String pool, @Selector String action) {
        return answer(() -> endpoint.act(pool, action), ProcessPoolsEndpointWebExtension::asJson);
    }

    /**
     * {@code POST /actuator/processpools/{pool}/{worker}/drain} and {@code …/heapdump}.
     *
     * @param pool its pool
     * @param worker its pid, or its slot
     * @param action what to do
     * @return what was done, or begun
     */
    @WriteOperation
    public WebEndpointResponse<Object> actOnWorker(
            @Selector String pool, @Selector String worker, @Selector String action) {
        return answer(() -> endpoint.actOnWorker(pool, worker, action), ProcessPoolsEndpointWebExtension::asJson);
    }

    /**
     * {@code DELETE /actuator/processpools/{pool}/tasks/{id}} and {@code …/workers/{id}}. (Only for a deletion: the caller as an argument
     * would make another request of a {@code POST}, one with a body, than the endpoint's own.)
     *
     * @param pool its pool
     * @param kind what to end
     * @param id the number of a task; the pid of a worker, or its slot
     * @param caller who asks
     * @return what was done
     */
    @DeleteOperation
    public WebEndpointResponse<Object> end(
            @Selector String pool, @Selector String kind, @Selector String id, SecurityContext caller) {
        return answer(() -> endpoint.end(pool, kind, id, requester(caller)), ProcessPoolsEndpointWebExtension::asJson);
    }

    private static String requester(SecurityContext caller) {
        Principal user = caller.getPrincipal();
        return user == null ? ProcessPoolsEndpoint.SOMEBODY : "user '" + user.getName() + "'";
    }

    private static WebEndpointResponse<Object> answer(Supplier<Object> operation, Function<String, Object> problems) {
        try {
            return new WebEndpointResponse<>(operation.get());
        } catch (UnknownProcessPoolException | UnknownWorkerException | UnknownTaskException e) {
            return problem(e, WebEndpointResponse.STATUS_NOT_FOUND, problems);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return problem(e, WebEndpointResponse.STATUS_BAD_REQUEST, problems);
        } catch (WorkerInspectionException | RejectedExecutionException | UncheckedIOException e) {
            return problem(e, WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, problems);
        }
    }

    private static WebEndpointResponse<Object> problem(
            RuntimeException problem, int status, Function<String, Object> format) {
        return new WebEndpointResponse<>(format.apply(String.valueOf(problem.getMessage())), status);
    }

    private static Object asJson(String words) {
        return OperationResponseBody.of(Map.of("error", words));
    }
}
