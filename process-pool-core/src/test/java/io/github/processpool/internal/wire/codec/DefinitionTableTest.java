package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import org.junit.jupiter.api.Test;

class DefinitionTableTest {

    private final DefinitionTable table = new DefinitionTable();

    @Test
    void numbersAreGivenInOrder() {
        assertThat(table.add(DefinitionKind.CLASS, new byte[1])).isEqualTo(DefinitionTable.HANDLES);
        assertThat(table.add(DefinitionKind.CLASS, new byte[DefinitionTable.LARGEST]))
                .isEqualTo(DefinitionTable.HANDLES + 1);
    }

    @Test
    void aDescriptorThatTheOtherSideWouldRefuseHasNoNumberAndIsWrittenInFull() {
        assertThat(table.add(DefinitionKind.CLASS, new byte[DefinitionTable.LARGEST + 1]))
                .isEqualTo(DefinitionTable.full().add(DefinitionKind.CLASS, new byte[1]));
        assertThat(table.add(DefinitionKind.CLASS, new byte[1])).isEqualTo(DefinitionTable.HANDLES);
    }

    @Test
    void theFirstNumbersAreThoseOfHandlesAndNoOthers() {
        assertThat(table.descriptor(SharedHandle.class)).isLessThan(DefinitionTable.HANDLES);
        assertThat(table.descriptor(BufferHandle.class)).isLessThan(DefinitionTable.HANDLES);
        assertThat(table.descriptor(String.class)).isEqualTo(DefinitionTable.HANDLES);
        assertThat(DefinitionTable.full().descriptor(SharedHandle.class)).isEqualTo(-1);
    }
}
