package io.github.processpool.cluster;

/** How one pool takes part in a cluster. Immutable. */
public final class ClusterPoolOptions {

    private static final ClusterPoolOptions DEFAULTS = new ClusterPoolOptions(true);

    private final boolean takesGuests;

    private ClusterPoolOptions(boolean takesGuests) {
        this.takesGuests = takesGuests;
    }

    /**
     * Returns the options of a pool for which nothing was said: it does what the {@link Role} of the member is.
     *
     * @return the defaults
     */
    public static ClusterPoolOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Says whether the workers of this pool run tasks of others, if the role of the member allows that.
     *
     * @param takes false: its own ones only
     * @return other options
     */
    public ClusterPoolOptions takesGuests(boolean takes) {
        return new ClusterPoolOptions(takes);
    }

    /**
     * Returns whether its workers run tasks of others.
     *
     * @return true by default
     */
    public boolean takesGuests() {
        return takesGuests;
    }
}
