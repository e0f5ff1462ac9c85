package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.RemoteTaskException;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Payload.Form;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Exceptions in parts as no honest side sends them: what is limited is limited for all parts together. */
@SuppressWarnings("serial") // That is the point.
class ForgedExceptionsTest {

    private final CodecWire wire = new CodecWire();

    private static byte[] stream(Object value) throws IOException {
        PayloadOutput out = new PayloadOutput(CodecWire.LIMIT);
        JavaStreams.Writer stream = new JavaStreams.Writer(out, DefinitionTable.full(), Sharing.NOTHING);
        stream.writeObject(new StackTraceElement[0]);
        stream.writeObject(value);
        stream.flush();
        return out.toBytes();
    }

    private static Payload inParts(boolean circles, List<byte[]> streams) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(circles ? 1 : 0);
        out.writeInt(streams.size());
        for (byte[] stream : streams) {
            RemoteProblem words = new RemoteProblem("a.B", "forged", "");
            ExceptionParts.write(new ExceptionParts.Part(words, ExceptionParts.NONE, List.of(), stream, true), out);
        }
        return new Payload(Form.EXCEPTION, bytes.toByteArray(), bytes.size());
    }

    private Throwable thrown(CodecWire wire, Payload payload) {
        return wire.reader.readThrowable(payload, new RemoteProblem("a.B", "forged", ""), "Task 'x'");
    }

    @Test
    void exceptionsWithinEachOtherShareTheRoomForArrays() throws Exception {
        List<byte[]> streams = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Object[] array = new Object[77];
            array[0] = new ExceptionReference(i + 1);
            byte[] forged = stream(array);
            for (int at = 0; at + 4 <= forged.length; at++) {
                if (ByteBuffer.wrap(forged).getInt(at) == array.length) {
                    ByteBuffer.wrap(forged).putInt(at, 1 << 20);
                }
            }
            streams.add(forged);
        }
        Payload payload = inParts(true, streams);

        assertThat(payload.length()).isLessThan(500_000);
        assertThat(Allocation.of(() -> thrown(wire, payload))).isLessThan(200L << 20);
    }

    private static final class Holding extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Object[] others;

        private Holding(Object... others) {
            super("holding", null, false, false);
            this.others = others;
        }
    }

    @Test
    void whatStandsForAnExceptionThatIsNotThereIsMadeOnce() throws Exception {
        Object[] circles = new Object[1000];
        Arrays.setAll(circles, i -> new ExceptionReference(i % 2 == 0 ? 0 : 7));
        Holding holding = (Holding) thrown(wire, inParts(true, List.of(stream(new Holding(circles)))));

        Set<Object> different = Collections.newSetFromMap(new IdentityHashMap<>());
        different.addAll(Arrays.asList(holding.others));
        assertThat(different).hasSize(2);
        assertThat(holding.others[0]).asString().contains("CIRCULAR REFERENCE");
    }

    @Test
    void theLimitsOfAFilterHoldForAllExceptionsTogether() throws Exception {
        byte[] second = stream(new Holding(1, 2, 3, 4, 5));
        Payload payload = inParts(true, List.of(stream(new Holding(new ExceptionReference(1))), second));

        for (String filter : List.of("maxdepth=4", "maxrefs=28", "maxbytes=" + (second.length + 10))) {
            Throwable first = thrown(new CodecWire(filter), payload);
            assertThat(first).as(filter).isInstanceOf(Holding.class);
            assertThat(((Holding) first).others[0]).as(filter).isInstanceOf(RemoteTaskException.class);
            assertThat(thrown(new CodecWire(filter), inParts(false, List.of(second))))
                    .isInstanceOf(Holding.class);
        }
        assertThat(((Holding) thrown(wire, payload)).others[0]).isInstanceOf(Holding.class);
    }

    @Test
    void exceptionsThatAreNestedTooDeepAreCut() throws Exception {
        List<byte[]> streams = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            streams.add(stream(new Holding(new ExceptionReference(i % 300))));
        }
        Object read = thrown(wire, inParts(true, streams));
        int depth = 0;
        while (read instanceof Holding holding) {
            read = holding.others[0];
            depth++;
        }

        assertThat(depth).isEqualTo(100);
        assertThat(read).asString().contains("TOO DEEP");
    }
}
