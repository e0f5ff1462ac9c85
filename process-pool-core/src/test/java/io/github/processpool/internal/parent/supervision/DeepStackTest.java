package io.github.processpool.internal.parent.supervision;

import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers whose stacks overflow in the middle of the pool. */
@Timeout(300)
class DeepStackTest {

    @TempDir
    private Path folder;

    @Test
    void everyFutureEndsThoughACallerSubmitsAtTheBottomOfItsStack() throws Exception {
        StormScene scene = new StormScene(folder, false);
        for (int i = 0; i < 5; i++) {
            FutureTask<Integer> storm = new FutureTask<>(() -> submitAtEachLevel(scene, 0));
            new Thread(null, storm, "deep", 256 << 10).start();
            storm.get(60, TimeUnit.SECONDS);
            scene.requireThatTheLockIsFree("a storm");
        }

        for (int i = 0; i < 200 && scene.pool.unfinished.count() > 0; i++) {
            scene.recover();
        }
        scene.requireThatAllHasEnded("after the storm");
        scene.requireThatItWorks("after the storm");
        scene.pool.close();
    }

    /** On the way up from the deepest level there is a little more room each time; returns the deepest. */
    @SuppressWarnings("InfiniteRecursion") // Until there is no stack left.
    private static int submitAtEachLevel(StormScene scene, int level) {
        int deepest = level;
        try {
            deepest = submitAtEachLevel(scene, level + 1);
        } catch (StackOverflowError e) {
            // The bottom.
        }
        if (deepest - level < 150 && scene.pool.unfinished.count() < 90) {
            try {
                scene.submit();
            } catch (StackOverflowError e) {
                // It was not taken.
            }
        }
        return deepest;
    }
}
