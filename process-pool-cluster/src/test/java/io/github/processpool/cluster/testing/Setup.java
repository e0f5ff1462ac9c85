package io.github.processpool.cluster.testing;

import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.cluster.ProcessPoolCluster;
import java.io.Serializable;

/** How a member is to be: changes to the builders, made in its own JVM. */
public interface Setup extends Serializable {

    void change(ProcessPoolCluster.Builder cluster, ProcessPoolExecutorBuilder pool);
}
