package io.github.processpool.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.cluster.ClusterView.State;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class ClusterHealthIndicatorTest {

    private final ClusterView cluster = mock(ClusterView.class);
    private final ClusterHealthIndicator indicator = new ClusterHealthIndicator(cluster);

    private Health of(State state) {
        when(cluster.state()).thenReturn(state);
        return indicator.health();
    }

    @Test
    void memberThatIsAloneIsUp() {
        assertThat(of(new State("shop", null, 0, 0)).getStatus()).isEqualTo(Status.UP);
        assertThat(of(new State("shop", "10.0.0.1:7800", 1, 0)).getDetails())
                .containsEntry("cluster", "shop")
                .containsEntry("member", "10.0.0.1:7800")
                .containsEntry("members", 1)
                .doesNotContainKey("requiredMembers");
    }

    @Test
    void isDownBelowTheMembersThatThereShouldBe() {
        assertThat(of(new State("shop", null, 0, 2)).getStatus()).isEqualTo(Status.DOWN);
        assertThat(of(new State("shop", "a", 1, 2)).getStatus()).isEqualTo(Status.DOWN);
        assertThat(of(new State("shop", "a", 2, 2)).getStatus()).isEqualTo(Status.UP);
        assertThat(of(new State("shop", "a", 3, 2)).getDetails()).containsEntry("requiredMembers", 2);
    }
}
