package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Holds a pool to the promise: whatever throws between two statements of the parent, no lock stays held, every future ends, and the
 * pool works afterwards, or is over. A scenario is played once for each place at which an error may come, and for each kind of error.
 */
final class Storm {

    private final Path folder;
    private final boolean members;

    Storm(Path folder) {
        this(folder, false);
    }

    /** With other members of a cluster, or without. */
    Storm(Path folder, boolean members) {
        this.folder = folder;
        this.members = members;
    }

    /** Plays a scenario with an error at each place in turn. */
    void play(Consumer<StormScene> preparation, Consumer<StormScene> scenario, boolean works) throws Exception {
        int places = count(preparation, scenario);
        assertThat(places).isGreaterThan(0);
        for (Supplier<Error> error : List.<Supplier<Error>>of(OutOfMemoryError::new, StackOverflowError::new)) {
            for (int place = 1; place <= places; place++) {
                String when = error.get() + " at place " + place + " of " + places;
                StormScene scene = new StormScene(Files.createTempDirectory(folder, "scene"), members);
                preparation.accept(scene);
                scene.pool.timer.failAt(place, error);
                scene.tryTo(() -> scenario.accept(scene));
                scene.pool.timer.failNoMore();
                scene.requireThatTheLockIsFree(when);
                scene.recover();
                scene.requireThatAllHasEnded(when);
                if (works) {
                    scene.requireThatItWorks(when);
                } else {
                    assertThat(scene.pool.pool.status().state()).as(when).isEqualTo(PoolState.TERMINATED);
                }
                scene.pool.close();
            }
        }
    }

    private int count(Consumer<StormScene> preparation, Consumer<StormScene> scenario) throws Exception {
        StormScene scene = new StormScene(Files.createTempDirectory(folder, "scene"), members);
        preparation.accept(scene);
        scene.pool.timer.failAt(-1, AssertionError::new);
        scenario.accept(scene);
        int places = scene.pool.timer.failNoMore();
        scene.pool.close();
        return places;
    }
}
