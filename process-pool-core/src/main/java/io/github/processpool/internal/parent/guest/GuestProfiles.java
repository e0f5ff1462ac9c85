package io.github.processpool.internal.parent.guest;

import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the functions of one space take, by the names that their submitter gives them: this JVM knows nothing else of them. Of more
 * than {@value #MOST} names nothing is remembered.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class GuestProfiles {

    static final int MOST = 1000;

    private final Map<String, FunctionProfile> byName = new ConcurrentHashMap<>();

    FunctionProfile of(EncodedTask work) {
        FunctionProfile profile = byName.get(work.name());
        if (profile == null) {
            FunctionProfile made = new FunctionProfile();
            FunctionProfile earlier = byName.size() < MOST ? byName.putIfAbsent(work.name(), made) : null;
            profile = earlier == null ? made : earlier;
        }
        return profile.ofChunk(work.elements());
    }
}
