package io.github.processpool.spring.dashboard;

import io.github.processpool.spring.endpoint.EndpointPages;
import io.github.processpool.spring.endpoint.PoolDescription;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpoint;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Serves the page, and what it shows, as a part of the endpoint {@code processpools}. The page asks once a second for as long as it can be
 * seen. However many look, the pools are looked at twice a second at most; and a viewer that does not read its answer holds up nobody,
 * because nothing is kept for it. What the page does it does with the endpoint's own operations.
 *
 * <p><b>Thread safety:</b> any thread; the state that was read last is kept under the lock of this object.
 */
public final class Dashboard implements EndpointPages {

    private static final String STATE = "state.json";
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ProcessPoolsEndpoint endpoint;
    private final PoolRecords records;
    private final String application;
    private final BooleanSupplier writable;
    private final LongSupplier nanos;
    private @Nullable DashboardState known;
    private long knownSince;

    /**
     * Creates a dashboard.
     *
     * @param endpoint whose pools are shown
     * @param records what was noted of them
     * @param application its name
     * @param writable whether the access model allows changes
     */
    public Dashboard(ProcessPoolsEndpoint endpoint, PoolRecords records, String application, BooleanSupplier writable) {
        this(endpoint, records, application, writable, System::nanoTime);
    }

    Dashboard(
            ProcessPoolsEndpoint endpoint,
            PoolRecords records,
            String application,
            BooleanSupplier writable,
            LongSupplier nanos) {
        this.endpoint = endpoint;
        this.records = records;
        this.application = application;
        this.writable = writable;
        this.nanos = nanos;
    }

    @Override
    public @Nullable WebEndpointResponse<Object> page(String name) {
        return name.equals(STATE) ? new WebEndpointResponse<>(state()) : DashboardFiles.find(name);
    }

    private synchronized DashboardState state() {
        DashboardState state = known;
        if (state == null || nanos.getAsLong() - knownSince >= FRESH_NANOS) {
            state = look();
            known = state;
            knownSince = nanos.getAsLong();
        }
        return state;
    }

    private DashboardState look() {
        List<DashboardState.Pool> pools =
                endpoint.pools().pools().values().stream().map(this::pool).toList();
        return new DashboardState(System.currentTimeMillis(), application, writable.getAsBoolean(), pools);
    }

    private DashboardState.Pool pool(PoolDescription shown) {
        PoolRecord record = records.get(shown.name());
        return new DashboardState.Pool(
                shown, record == null ? null : record.figures(shown.queue().tasks()));
    }
}
