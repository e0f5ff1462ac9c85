package io.github.processpool.cluster.testing;

import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/**
 * A value that notes in which process it is made of bytes. Its tasks are submitted here, so that a test's class, which members load for
 * their commands, does not name it.
 */
public class Parcel implements Serializable {

    /** For those who must not load it. */
    public static final String NAME = "io.github.processpool.cluster.testing.Parcel";

    private static final long serialVersionUID = 1L;
    private final Mark made;

    private Parcel(Mark made) {
        this.made = made;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        made.write(String.valueOf(Work.pid()));
    }

    /** One that a filter may forbid. */
    public static final class Contraband extends Parcel {

        public static final String NAME = Parcel.NAME + "$Contraband";

        private static final long serialVersionUID = 1L;

        private Contraband(Mark made) {
            super(made);
        }
    }

    private static final class Returned extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Parcel inside;

        private Returned(Parcel inside) {
            this.inside = inside;
        }
    }

    /** Submits {@code captured}, {@code returned}, {@code thrown} and {@code argument}, which take one along, or send one back. */
    public static void submitAll(Member there, Mark made) {
        Parcel parcel = new Parcel(made);
        there.submit("captured", parcel::weigh);
        there.submit("returned", () -> parcel);
        there.submit("thrown", () -> {
            throw new Returned(parcel);
        });
        SerializableFunction<Parcel, Parcel> same = value -> value;
        there.keep("argument", there.pool().submit(same, parcel));
    }

    public static void submitContraband(Member there, Mark made) {
        Contraband contraband = new Contraband(made);
        SerializableCallable<Integer> task = contraband::weigh;
        there.submit("contraband", task);
    }

    final int weigh() {
        return 1;
    }
}
