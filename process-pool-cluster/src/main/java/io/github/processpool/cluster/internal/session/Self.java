package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;

/**
 * What this member says of itself, and measures others by.
 *
 * @param build tasks go only to members with the same word
 * @param fingerprint of the class path
 * @param role what it does for others
 * @param feature the release of Java
 */
public record Self(String build, String fingerprint, Role role, int feature) {

    /**
     * Returns whether a member may run tasks of this one, as far as builds and roles say.
     *
     * @param other the member
     * @return false if none may go there
     */
    public boolean maySendTo(Hello other) {
        return role != Role.WORK && other.role() != Role.SUBMIT && build.equals(other.build());
    }

    /**
     * Returns whether this member may run tasks of another one, as far as builds and roles say.
     *
     * @param other the member
     * @return false if none is taken
     */
    public boolean mayHost(Hello other) {
        return role != Role.SUBMIT && other.role() != Role.WORK && build.equals(other.build());
    }

    /**
     * Returns whether a member has exactly the same classes.
     *
     * @param other the member
     * @return true if its class path has the same fingerprint
     */
    public boolean hasClassesOf(Hello other) {
        return fingerprint.equals(other.fingerprint());
    }
}
