package io.github.processpool.spring.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The threads that a member of a cluster has. */
final class ClusterThreads {

    private ClusterThreads() {}

    static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(ClusterThreads::isOfCluster)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean isOfCluster(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("jgroups") || lower.contains("cluster");
    }
}
