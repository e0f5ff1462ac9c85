package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.TestSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrokenClassesTest {

    private final ManualTimer timer = new ManualTimer();
    private final BrokenClasses classes = new BrokenClasses(new TestSettings().context(timer));

    private static final class Broken {
        static final int NUMBER = Integer.parseInt("not a number");
    }

    private static RemoteProblem thrownByUse() {
        try {
            return new RemoteProblem("none", String.valueOf(Broken.NUMBER), "");
        } catch (LinkageError e) {
            return RemoteProblem.of(new IllegalStateException("wrapped", e));
        }
    }

    private static RemoteProblem notAgain(String name) {
        return RemoteProblem.of(new NoClassDefFoundError("Could not initialize class " + name));
    }

    private Fitness judged(RemoteProblem problem) {
        Failure failure = new Failure(Replies.report(1, Fitness.FIT, false), FailureKind.THREW, problem, Payload.NONE);
        return classes.judge(failure).report().fitness();
    }

    @Test
    void theClassIsFoundWhetherItFailsForTheFirstTimeOrAgain() {
        assertThat(BrokenClasses.nameIn(thrownByUse())).isEqualTo(Broken.class.getName());
        assertThat(BrokenClasses.nameIn(thrownByUse())).isEqualTo(Broken.class.getName());
        assertThat(BrokenClasses.nameIn(notAgain("com.acme.Outer$Inner"))).isEqualTo("com.acme.Outer$Inner");
        assertThat(BrokenClasses.nameIn(RemoteProblem.of(new NoClassDefFoundError("com/acme/Missing"))))
                .isNull();
        assertThat(BrokenClasses.nameIn(RemoteProblem.of(new IllegalStateException("no"))))
                .isNull();
    }

    @Test
    void aWorkerIsGivenUpOnceForEachClassAndNotTwiceWithinAMoment() {
        assertThat(judged(notAgain("com.acme.A"))).isEqualTo(Fitness.CLASS_BROKEN);
        assertThat(judged(notAgain("com.acme.B"))).as("too soon").isEqualTo(Fitness.FIT);
        timer.advance(Duration.ofSeconds(BrokenClasses.PAUSE_SECONDS));
        assertThat(judged(notAgain("com.acme.A"))).as("again").isEqualTo(Fitness.FIT);
        assertThat(judged(notAgain("com.acme.B"))).isEqualTo(Fitness.CLASS_BROKEN);
    }

    @Test
    void namesThatAWorkerInventsCostABoundedNumberOfWorkers() {
        int given = 0;
        for (int i = 0; i < 2 * BrokenClasses.MOST; i++) {
            timer.advance(Duration.ofSeconds(BrokenClasses.PAUSE_SECONDS));
            given += judged(notAgain("com.acme.Invented" + i)) == Fitness.FIT ? 0 : 1;
        }
        assertThat(given).isEqualTo(BrokenClasses.MOST);
    }
}
