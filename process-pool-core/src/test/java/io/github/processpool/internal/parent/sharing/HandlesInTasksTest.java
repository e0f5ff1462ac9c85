package io.github.processpool.internal.parent.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.testing.PlainTextSerializer;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** A task that holds something that its pool shares means nothing elsewhere, wherever in it that is. */
class HandlesInTasksTest {

    private static final SerializableFunction<Object, Object> FUNCTION = argument -> argument;

    private final SharedObjects objects = new SharedObjects("test");
    private final Codec codec = codec();
    private final Counter shared = objects.share(Counter.class, () -> 1);

    /** Something to be shared. */
    interface Counter {
        int next();
    }

    private Codec codec() {
        return new JavaCodec(new DefinitionTable(), new Definitions(getClass().getClassLoader()), "", 1 << 20, objects);
    }

    private EncodedTask applied(Object argument) {
        return codec.writeTask(Overload.FUNCTION, FUNCTION, argument);
    }

    @Test
    void asAnArgument() {
        assertThat(applied(shared).isBoundHere()).isTrue();
        assertThat(applied(List.of(Map.of("deep", List.of(shared)))).isBoundHere())
                .isTrue();
    }

    @Test
    void asABuffer() {
        assertThat(applied(new BufferHandle("name", "path", 1)).isBoundHere()).isTrue();
    }

    @Test
    void capturedByALambda() {
        Counter mine = shared;
        SerializableCallable<Integer> lambda = () -> mine.next();

        assertThat(codec.writeTask(Overload.CALLABLE, lambda).isBoundHere()).isTrue();
    }

    @Test
    void inAChunk() throws IOException {
        Counter mine = shared;
        SerializableFunction<Integer, Integer> lambda = number -> number + mine.next();
        SerializableFunction<Counter, Integer> free = Counter::next;

        assertThat(codec.writeChunk(codec.writeFunction(lambda, 1), new Object[] {1, 2}, false)
                        .isBoundHere())
                .isTrue();
        assertThat(codec.writeChunk(codec.writeFunction(free, 1), new Object[] {shared, shared}, false)
                        .part(1, 1)
                        .isBoundHere())
                .isTrue();
        assertThat(codec.writeChunk(codec.writeFunction(FUNCTION, 1), new Object[] {new Plain(1)}, false)
                        .isBoundHere())
                .isFalse();
    }

    @Test
    void withASerializerOfTheUser() {
        codec.serializeWith(new PlainTextSerializer("x"));

        assertThat(applied(shared).isBoundHere()).isTrue();
        assertThat(applied("text").isBoundHere()).isFalse();
    }

    @Test
    void beforeAndAfterManyOtherDefinitions() {
        List<EncodedTask> others = new ArrayList<>();
        others.add(applied(new Plain(1)));
        others.add(applied(new LinkedBlockingQueue<>(List.of(1))));
        others.add(applied("text"));
        others.add(applied(new byte[10]));
        others.add(codec.writeTask(Overload.CALLABLE, (SerializableCallable<Integer>) () -> 1));

        assertThat(others).noneMatch(EncodedTask::isBoundHere);
        assertThat(applied(shared).isBoundHere()).isTrue();
    }

    /** Not simple, so that its class has a definition. */
    private record Plain(int number) implements Serializable {

        private static final long serialVersionUID = 1L;
    }
}
