package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Many values that are read one after the other. Used by one thread. */
interface ValueSource {

    /** How many values there are in all. */
    int count();

    /** Reads the next value; one that can't be read is passed over. */
    @Nullable
    Object next() throws IOException, ClassNotFoundException;

    /** Passes over some values, whatever they are: no filter is asked, and none of their code runs. */
    void skip(int values) throws IOException;
}
