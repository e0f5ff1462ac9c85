package io.github.processpool.benchmarks.soak;

import io.github.processpool.MapResult;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * Reads the stream of a map and checks that every element comes: with its own value, its own exception, or lost with a
 * worker that was harmed; in its place, or, without an order, once.
 *
 * <p><b>Thread safety:</b> belongs to the thread of the round.
 */
final class MapCheck {

    private final MapPlan plan;
    private final Endings endings;
    /** By position. */
    private final BitSet came = new BitSet();

    private final BitSet succeeded = new BitSet();

    MapCheck(MapPlan plan, Endings endings) {
        this.plan = plan;
        this.endings = endings;
    }

    /** Reads the results of {@code map}, which come in the order of the inputs. */
    void readOrdered(Iterator<Long> results) {
        int position = 0;
        while (position < plan.most()) {
            try {
                if (!results.hasNext()) {
                    requireAll();
                    return;
                }
                value(position, results.next());
            } catch (CompletionException e) {
                failure(position, Objects.requireNonNullElse(e.getCause(), e));
            } catch (RuntimeException e) {
                endings.problem(plan + " ended at position " + position + " with " + e);
                return;
            }
            position++;
        }
    }

    /** Reads the results of {@code mapUnordered}, which tell whose they are. */
    void readUnordered(Iterator<MapResult<Long, Long>> results) {
        try {
            int count = 0;
            for (; count < plan.most() && results.hasNext(); count++) {
                MapResult<Long, Long> result = results.next();
                int position = (int) (result.input() - plan.first());
                result.error()
                        .ifPresentOrElse(error -> failure(position, error), () -> value(position, result.value()));
            }
            if (count < plan.most()) {
                requireAll();
            }
        } catch (RuntimeException e) {
            endings.problem(plan + " ended with " + e);
        }
    }

    /** The positions that have a value. */
    BitSet succeeded() {
        return succeeded;
    }

    private void value(int position, long value) {
        long number = plan.first() + position;
        if (comes(position)) {
            succeeded.set(position);
            endings.require(
                    !MapElement.isFailing(number) && value == MapElement.answer(number),
                    plan + " gave " + value + " for position " + position);
        }
    }

    private void failure(int position, Throwable failure) {
        if (comes(position)) {
            endings.require(
                    endings.isForgiven(failure) || MapElement.isFailureOf(plan.first() + position, failure),
                    plan + " failed at position " + position + " with " + failure);
        }
    }

    private boolean comes(int position) {
        if (position < 0 || position >= plan.size() || came.get(position)) {
            endings.problem(plan + " gave something for position " + position + ", which is twice or never put in");
            return false;
        }
        came.set(position);
        return true;
    }

    private void requireAll() {
        endings.require(
                came.cardinality() == plan.size(),
                plan + " has ended, and nothing came for position " + came.nextClearBit(0) + "; of all came "
                        + came.cardinality());
    }
}
