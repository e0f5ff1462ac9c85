package io.github.processpool.spring.observation;

import static org.awaitility.Awaitility.await;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what was observed in this process, once it has ended, and the events of it. */
final class Ended implements ObservationHandler<Observation.Context> {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Observation.Context> contexts = new CopyOnWriteArrayList<>();
    private final List<Observation.Event> events = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(Observation.Event event, Observation.Context context) {
        events.add(event);
    }

    @Override
    public void onStop(Observation.Context context) {
        contexts.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }

    List<Observation.Event> events() {
        return List.copyOf(events);
    }

    List<Observation.Context> all() {
        return List.copyOf(contexts);
    }

    /** Waits for that many of a type, because they end a moment after the future. */
    <T extends Observation.Context> List<T> awaitAll(Class<T> type, int count) {
        return await().atMost(LIMIT).until(() -> of(type), found -> found.size() == count);
    }

    <T extends Observation.Context> T awaitOne(Class<T> type) {
        return awaitAll(type, 1).get(0);
    }

    private <T extends Observation.Context> List<T> of(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Observation.Context context : contexts) {
            if (type.isInstance(context)) {
                found.add(type.cast(context));
            }
        }
        return found;
    }
}
