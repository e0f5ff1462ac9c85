package io.github.processpool.spring.health;

import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.cluster.ClusterView.State;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** The health of the cluster: down only while it has fewer members than there should be. A member that is alone works, too. */
public final class ClusterHealthIndicator extends AbstractHealthIndicator {

    private final ClusterView cluster;

    /**
     * Creates an indicator.
     *
     * @param cluster whose health it tells
     */
    public ClusterHealthIndicator(ClusterView cluster) {
        super("The cluster could not be asked for its state");
        this.cluster = cluster;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        State state = cluster.state();
        if (state.isEnough()) {
            health.up();
        } else {
            health.down();
        }
        health.withDetail("cluster", state.name())
                .withDetail("member", state.member() == null ? "not joined" : state.member())
                .withDetail("members", state.members());
        if (state.required() > 0) {
            health.withDetail("requiredMembers", state.required());
        }
    }
}
