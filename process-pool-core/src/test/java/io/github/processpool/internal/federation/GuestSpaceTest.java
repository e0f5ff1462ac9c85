package io.github.processpool.internal.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a submitter may define, so that no worker of the host ends by it. */
class GuestSpaceTest {

    private final AtomicInteger closings = new AtomicInteger();
    private final GuestSpace space = new GuestSpace(1, closings::incrementAndGet);

    private static Define define(int id, int bytes) {
        return new Define(id, DefinitionKind.CLASS, new byte[bytes]);
    }

    private void assertRefused(Define define) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> space.define(define));
    }

    @Test
    void whatAWorkerWouldRefuseIsRefusedHere() throws ProtocolException {
        space.define(define(5, DefinitionTable.LARGEST));

        assertRefused(define(5, 1));
        assertRefused(define(-1, 1));
        assertRefused(define(DefinitionTable.CAPACITY, 1));
        assertRefused(define(6, DefinitionTable.LARGEST + 1));
        assertThat(space.definition(5)).isNotNull();
        assertThat(space.definition(6)).isNull();
        assertThat(space.definition(-1)).isNull();
        assertThat(space.definition(DefinitionTable.CAPACITY)).isNull();
    }

    @Test
    void isClosedBeforeWorkersForgetIt() {
        GuestSpace[] seen = new GuestSpace[1];
        GuestSpace own = new GuestSpace(2, () -> assertThat(seen[0].isClosed()).isTrue());
        seen[0] = own;

        own.close();
        space.close();

        assertThat(closings).hasValue(1);
    }
}
