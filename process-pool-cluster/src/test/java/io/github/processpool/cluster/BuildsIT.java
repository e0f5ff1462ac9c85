package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.processpool.SerializableCallable;
import io.github.processpool.cluster.testing.Mark;
import io.github.processpool.cluster.testing.Member;
import io.github.processpool.cluster.testing.MemberJvm;
import io.github.processpool.cluster.testing.Members;
import io.github.processpool.cluster.testing.OtherJdk;
import io.github.processpool.cluster.testing.Outcome;
import io.github.processpool.cluster.testing.ShopBuild;
import io.github.processpool.cluster.testing.Work;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members that do not run the same code, or not on the same Java. */
@Timeout(300)
class BuildsIT {

    @RegisterExtension
    final Members members = Members.ofTheTest();

    @SuppressWarnings("unchecked")
    private static SerializableCallable<String> shopTask(String method, Object... arguments) throws Exception {
        for (var candidate : Class.forName("shop.Shop").getMethods()) {
            if (candidate.getName().equals(method)) {
                return (SerializableCallable<String>) candidate.invoke(null, arguments);
            }
        }
        throw new AssertionError(method);
    }

    /** Lets a member, whose own worker is busy, ask for prices, and returns where they were answered. */
    private static Set<String> askForPrices(MemberJvm member, int count) {
        member.tell(there -> {
            for (int i = 0; i < count; i++) {
                there.submit("price" + i, shopTask("task"));
            }
        });
        Set<String> places = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Outcome outcome = member.outcome("price" + i);
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.value()).isEqualTo("price");
            places.add(outcome.where().orElse("here"));
        }
        return places;
    }

    @Test
    void lambdaNeverCrossesBuilds() throws Exception {
        Path old = ShopBuild.old(members.folder());
        Path renewed = ShopBuild.renewed(members.folder());
        MemberJvm a = members.one().workers(1).classes(old).go();
        a.tell(Member::awaitEntry);
        MemberJvm b = members.one().workers(1).classes(renewed).go();
        MemberJvm c = members.one().workers(1).classes(old).go();
        MemberJvm d = members.one().workers(1).classes(renewed).go();
        Members.awaitTogether(List.of(a, b, c, d));
        Mark busy = members.mark();
        a.occupy(1, members.mark(), busy);
        b.occupy(1, members.mark(), busy);

        assertThat(askForPrices(a, 20)).containsExactly(c.name());
        assertThat(askForPrices(b, 20)).containsExactly(d.name());

        a.tell(there -> there.cluster().close());
        c.tell(there -> there.cluster().close());
        Members.awaitTogether(List.of(b, d));
        assertThat(askForPrices(b, 20)).containsExactly(d.name());
        busy.raise();
    }

    @Test
    void compatibleBuildsByWord() throws Exception {
        MemberJvm a = members.one()
                .workers(1)
                .classes(ShopBuild.old(members.folder()))
                .setup((cluster, pool) -> cluster.build("shop-7"))
                .go();
        a.tell(Member::awaitEntry);
        MemberJvm b = members.one()
                .workers(1)
                .classes(ShopBuild.renewed(members.folder()))
                .setup((cluster, pool) -> cluster.build("shop-7"))
                .go();
        Members.awaitTogether(List.of(a, b));
        Mark busy = members.mark();
        Mark started = members.mark();
        a.occupy(1, members.mark(), busy);

        a.tell(there -> there.submit("fits", () -> Work.last(1, 7)));
        assertThat(a.outcome("fits").where()).contains(b.name());
        a.tell(there -> there.submit("misfit", shopTask("order", started)));
        b.tell(there -> MemberJvm.await("the answer that it can not be read")
                .until(() -> there.cluster().snapshot().pools().get(0).guestsAnswered() > 1));
        busy.raise();
        Outcome outcome = a.outcome("misfit");
        assertThat(outcome.value()).isEqualTo("order");
        assertThat(outcome.where()).isEmpty();
        assertThat(started.lines()).hasSize(1);
        assertThat(started.lines().get(0).split(" ")[1]).as("attempt").isEqualTo("1");
    }

    @Test
    void twoReleasesOfJavaInOneCluster() throws Exception {
        Optional<Path> other = OtherJdk.find();
        assumeTrue(other.isPresent(), "There is no JDK of another release: set JAVA17_HOME or JAVA25_HOME");
        MemberJvm a = members.one().workers(1).go();
        a.tell(Member::awaitEntry);
        MemberJvm b = members.one().workers(1).javaHome(other.get()).go();
        Members.awaitTogether(List.of(a, b));
        for (List<MemberJvm> way : List.of(List.of(a, b), List.of(b, a))) {
            Mark busy = members.mark();
            way.get(0).occupy(1, members.mark(), busy);
            way.get(0)
                    .tell(there ->
                            there.submit("release", () -> Runtime.version().feature()));
            Outcome outcome = way.get(0).outcome("release");
            assertThat(outcome.where()).contains(way.get(1).name());
            assertThat(outcome.value())
                    .isEqualTo(
                            way.get(1).<Integer>ask(there -> Runtime.version().feature()));
            busy.raise();
        }
    }
}
