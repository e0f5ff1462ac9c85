package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each task that the {@link WorkerLoop} receives its {@link Dialect}: that of the pool, or that of the space of guests that it
 * belongs to. A space is there from its first definition until the parent says that it is not needed any more; tasks keep theirs.
 *
 * <p><b>Thread safety:</b> belongs to whoever has the {@link ReadingRole}; the dialects are the runner's.
 */
final class Dialects {

    private final JavaCodec codec;
    private final Habitat habitat;
    private final ClassLoader loader;
    private final Dialect own;
    private final Map<Integer, Space> spaces = new HashMap<>();
    /** That of guests for whom nothing was defined here. */
    private @Nullable Dialect plain;

    private record Space(Definitions definitions, Dialect dialect) {}

    /** Of a worker that speaks so with its parent. */
    Dialects(JavaCodec codec, Habitat habitat, ClassLoader loader) {
        this.codec = codec;
        this.habitat = habitat;
        this.loader = loader;
        this.own = new Dialect(habitat.equip(codec), codec);
    }

    Errand errand(Run run) {
        return new Errand(run, own, null);
    }

    Errand errand(SpecialRun special) {
        return new Errand(special.run(), special.space() == 0 ? own : dialect(special.space()), special);
    }

    private Dialect dialect(int space) {
        Space known = spaces.get(space);
        if (known != null) {
            return known.dialect();
        }
        Dialect without = plain;
        if (without == null) {
            without = dialect(Definitions.ofParent(loader));
            plain = without;
        }
        return without;
    }

    void define(GuestDefine guest) throws ProtocolException {
        Space space = spaces.get(guest.space());
        if (space == null) {
            Definitions definitions = Definitions.ofParent(loader);
            space = new Space(definitions, dialect(definitions));
            spaces.put(guest.space(), space);
        }
        space.definitions().define(guest.define());
    }

    private Dialect dialect(Definitions definitions) {
        JavaCodec made = codec.forGuests(definitions);
        return new Dialect(habitat.equip(made), made);
    }

    void forget(int space) {
        spaces.remove(space);
    }
}
