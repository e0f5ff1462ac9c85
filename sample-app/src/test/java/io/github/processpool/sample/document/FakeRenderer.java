package io.github.processpool.sample.document;

import io.github.processpool.ProcessFuture;
import io.github.processpool.sample.render.DocumentRenderer;
import io.github.processpool.sample.render.PageRepository;
import io.github.processpool.sample.render.RenderRequest;
import io.github.processpool.sample.render.RenderedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes documents and leaves what becomes of them to the test. For one thread. */
public final class FakeRenderer extends DocumentRenderer {

    private final List<FakeFuture> tasks = new ArrayList<>();
    private @Nullable RuntimeException refusal;
    private Consumer<FakeFuture> arrival = task -> {};

    FakeRenderer(PageRepository pages) {
        super(pages);
    }

    @Override
    public ProcessFuture<RenderedDocument> render(RenderRequest request) {
        if (refusal != null) {
            throw refusal;
        }
        FakeFuture future = new FakeFuture(tasks.size() + 1, request);
        tasks.add(future);
        arrival.accept(future);
        return future;
    }

    public List<FakeFuture> tasks() {
        return tasks;
    }

    public FakeFuture task(int index) {
        return tasks.get(index);
    }

    /** As a pool does that takes nothing. */
    public void refuseWith(RuntimeException failure) {
        refusal = failure;
    }

    /** What happens to a document when it arrives. */
    public void onArrival(Consumer<FakeFuture> action) {
        arrival = action;
    }
}
