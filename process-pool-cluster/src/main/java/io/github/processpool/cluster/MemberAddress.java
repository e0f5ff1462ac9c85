package io.github.processpool.cluster;

import java.util.Objects;

/**
 * A member of a cluster for as long as its JVM lives: one that is started again has another address. Two are the same if their ids are:
 * what a member is called may become known late.
 *
 * @param id unique in the cluster, and the same for all members
 * @param name for people: host and port, or what the member calls itself
 */
public record MemberAddress(String id, String name) {

    /**
     * Takes no empty id.
     *
     * @param id unique in the cluster
     * @param name for people
     */
    public MemberAddress {
        Objects.requireNonNull(name, "name");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("The id of a member must not be empty");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemberAddress that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
