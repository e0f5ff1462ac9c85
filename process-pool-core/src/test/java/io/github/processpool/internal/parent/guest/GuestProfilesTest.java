package io.github.processpool.internal.parent.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Payload;
import org.junit.jupiter.api.Test;

class GuestProfilesTest {

    private final GuestProfiles profiles = new GuestProfiles();

    private static EncodedTask named(String name) {
        return new EncodedTask(name, 0, 0, Payload.NONE, new int[0]);
    }

    @Test
    void functionsOfOneNameShareAProfile() {
        assertThat(profiles.of(named("a"))).isSameAs(profiles.of(named("a"))).isNotSameAs(profiles.of(named("b")));
    }

    @Test
    void moreNamesThanCanBeRememberedAreNot() {
        for (int i = 0; i < GuestProfiles.MOST; i++) {
            profiles.of(named("name " + i));
        }

        assertThat(profiles.of(named("one more"))).isNotSameAs(profiles.of(named("one more")));
        assertThat(profiles.of(named("name 0"))).isSameAs(profiles.of(named("name 0")));
    }
}
