package io.github.processpool.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.processpool.TaskOptions;
import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.session.Membership;
import io.github.processpool.cluster.internal.session.Self;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log of the application, which may hang or fail. */
class LoggingTest {

    private final VirtualTime time = new VirtualTime();
    private final ModelPool.Registry registry = new ModelPool.Registry();
    private final SplittableRandom random = new SplittableRandom(1);
    private final SimulatedNetwork network = new SimulatedNetwork(time, random);
    private final List<SimulatedMember> members = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> locked = new ArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.processpool.cluster");

    /** Says nothing in other tests. */
    private final Logger quiet = (Logger) LoggerFactory.getLogger(Membership.class);

    private @Nullable Level usual;

    /** Fails at each line. */
    private final AppenderBase<ILoggingEvent> failing = new AppenderBase<>() {

        @Override
        protected void append(ILoggingEvent event) {}

        @Override
        public void doAppend(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            if (members.stream().anyMatch(member -> member.engine.isLocked())) {
                locked.add(event.getFormattedMessage());
            }
            throw new IllegalStateException("the log fails");
        }
    };

    @BeforeEach
    void attach() {
        usual = quiet.getLevel();
        quiet.setLevel(Level.INFO);
        failing.start();
        logger.addAppender(failing);
    }

    @AfterEach
    void detach() {
        quiet.setLevel(usual);
        logger.detachAppender(failing);
    }

    @Test
    void aLogThatFailsOrHangsKeepsNobodyWaitingAndNoFutureFromItsEnd() {
        ModelPool pool = member("a").join("p", 1);
        SimulatedMember other = member("b");
        other.join("p", 4);
        time.run(5 * VirtualTime.SECOND);
        for (int i = 0; i < 4; i++) {
            pool.submit(3600 * VirtualTime.SECOND, 1, TaskOptions.defaults());
        }
        time.run(VirtualTime.SECOND);
        assertThat(pool.awayCount()).isPositive();

        members.get(0).engine.onMistake(other.address, "garbage");
        time.run(VirtualTime.SECOND);

        assertThat(pool.awayCount()).isZero();
        assertThat(registry.mistakes).isEmpty();
        assertThat(lines).anyMatch(line -> line.contains("is open")).anyMatch(line -> line.contains("garbage"));
        assertThat(locked).isEmpty();
    }

    private SimulatedMember member(String name) {
        SimulatedMember member =
                new SimulatedMember(name, new Self("b", "f", Role.BOTH, 17), true, network, time, random, registry);
        members.add(member);
        network.plugIn(member.address, member.engine);
        return member;
    }
}
