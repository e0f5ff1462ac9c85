package io.github.processpool.sample.document;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.sample.render.RenderRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pool that takes tasks and leaves what becomes of them to the test. For one thread. */
public final class FakePool {

    private final List<FakeFuture> tasks = new ArrayList<>();
    private @Nullable RuntimeException refusal;
    private Consumer<FakeFuture> arrival = task -> {};
    private TaskOptions options = TaskOptions.builder().build();

    /** The pool as the application sees it; it knows only the methods that the application calls. */
    public ProcessPoolExecutor asExecutor() {
        InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "with" -> {
                options = (TaskOptions) arguments[0];
                yield proxy;
            }
            case "submit" -> submit((RenderRequest) arguments[1]);
            case "snapshot" -> snapshot();
            default -> throw new UnsupportedOperationException(method.toString());
        };
        return (ProcessPoolExecutor) Proxy.newProxyInstance(
                FakePool.class.getClassLoader(), new Class<?>[] {ProcessPoolExecutor.class}, calls);
    }

    public List<FakeFuture> tasks() {
        return tasks;
    }

    public FakeFuture task(int index) {
        return tasks.get(index);
    }

    public TaskOptions lastOptions() {
        return options;
    }

    public void refuseWith(RuntimeException failure) {
        refusal = failure;
    }

    /** What happens to a task when it arrives. */
    public void onArrival(Consumer<FakeFuture> action) {
        arrival = action;
    }

    private FakeFuture submit(RenderRequest request) {
        if (refusal != null) {
            throw refusal;
        }
        FakeFuture future = new FakeFuture(options.name().orElseThrow(), request);
        tasks.add(future);
        arrival.accept(future);
        return future;
    }

    private PoolSnapshot snapshot() {
        return new PoolSnapshot("fake", PoolState.RUNNING, 0, 2, 10, 0, 0, 0, 0, 0, 0, Map.of(), List.of());
    }
}
