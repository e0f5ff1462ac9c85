package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NestingTest {

    @Test
    void poolsInWorkersEndAtADepth() {
        for (String depth : new String[] {null, "0", "1", "2", "-7", "somebody else's"}) {
            assertThatCode(() -> Nesting.check("nested", depth)).doesNotThrowAnyException();
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Nesting.check("nested", "3"))
                .withMessageContaining("Process pool 'nested' can't be made here")
                .withMessageContaining("static initializer");
    }

    @Test
    void aWorkerIsToldThatItIsOneDeeper() {
        Map<String, String> environment = new HashMap<>();

        Nesting.tell(environment);

        assertThat(environment).containsEntry(Nesting.VARIABLE, "1");
    }
}
