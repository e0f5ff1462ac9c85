package io.github.processpool.cluster;

import io.github.processpool.cluster.internal.jgroups.DatabaseTable;
import io.github.processpool.cluster.internal.jgroups.NamedHosts;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Tells a member where others may be. It is asked when the member starts, every few seconds while it is alone, and twice a minute
 * later on: so whatever knows the others may be away for some time. An address where nobody is does no harm.
 *
 * <p>Those of {@link #members}, {@link #dns} and {@link #database} ship; another one may be made for a registry that an application
 * has already.
 *
 * <p><b>Thread safety:</b> called by one thread of the cluster at a time, and by another one while the member leaves. A call may wait.
 */
public interface Discovery {

    /**
     * Returns where members may be, and makes known where this one is, if that is needed.
     *
     * @param cluster the name of the cluster
     * @param self where this member can be reached; may be among those that are returned
     * @return resolved addresses; others are left out
     * @throws Exception if it can't be told now; it is asked again later
     */
    Collection<InetSocketAddress> find(String cluster, InetSocketAddress self) throws Exception;

    /**
     * Is told by one of the members, some seconds after others have come or gone, who is there: others that are known may be forgotten.
     * One that is there nevertheless makes itself known again at its next {@link #find}.
     *
     * @param cluster the name of the cluster
     * @param members all that this one sees, itself among them
     * @throws Exception if it can't be noted now
     */
    default void keepOnly(String cluster, Collection<InetSocketAddress> members) throws Exception {}

    /**
     * Is told that this member leaves.
     *
     * @param cluster the name of the cluster
     * @param self where it could be reached
     * @throws Exception if it can't be noted
     */
    default void leave(String cluster, InetSocketAddress self) throws Exception {}

    /**
     * Returns one that knows the members beforehand.
     *
     * @param hosts each {@code host}, {@code host:port}, or {@code [address]:port}; the port is this member's own if it is missing.
     *     Names are resolved anew each time
     * @return a new one
     */
    static Discovery members(String... hosts) {
        return new NamedHosts(List.of(hosts), false);
    }

    /**
     * Returns one that asks the name service: every address (A or AAAA record) of a name is taken for a member that has this one's
     * port. A headless service of Kubernetes is such a name.
     *
     * @param name as in {@code reports.default.svc.cluster.local}
     * @return a new one
     */
    static Discovery dns(String name) {
        return new NamedHosts(List.of(name), true);
    }

    /**
     * Returns one that keeps the members in a table {@code process_pool_members} of a database, which it creates if it is missing. The
     * table tells addresses and nothing else: it lets nobody in.
     *
     * @param database gives a connection for a short time, twice a minute
     * @return a new one
     */
    static Discovery database(DataSource database) {
        return new DatabaseTable(Objects.requireNonNull(database, "database"));
    }
}
