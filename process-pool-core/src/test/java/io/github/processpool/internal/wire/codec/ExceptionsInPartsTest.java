package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.RemoteTaskException;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.testing.Values;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.Serializable;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exceptions with something in them that can't cross. */
@SuppressWarnings("serial") // That is the point.
class ExceptionsInPartsTest {

    private final CodecWire wire = new CodecWire();

    /** As an authorization result is: an interface whose implementation is not serializable. */
    interface Verdict {}

    private static final class DeniedException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final @Nullable Verdict verdict = new Verdict() {};
        private final int code;

        private DeniedException(String message, int code, @Nullable Throwable cause) {
            super(message, cause);
            this.code = code;
        }
    }

    private static RemoteTaskException noteOf(Throwable thrown) {
        return (RemoteTaskException) Arrays.stream(thrown.getSuppressed())
                .filter(RemoteTaskException.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    // -- Fields --

    @Test
    void aFieldThatIsNotSerializableIsNullAndNamed() throws Exception {
        DeniedException sent = new DeniedException("no", 42, null);
        Throwable back = wire.carryThrown(sent);

        assertThat(back).isExactlyInstanceOf(DeniedException.class).hasMessage("no");
        assertThat(((DeniedException) back).verdict).isNull();
        assertThat(((DeniedException) back).code).isEqualTo(42);
        assertThat(back.getStackTrace()).isEqualTo(sent.getStackTrace());
        assertThat(noteOf(back))
                .hasMessageContaining("DeniedException.verdict")
                .hasMessageContaining("not serializable");
        assertThat(printed(back)).contains("Suppressed: ").contains("DeniedException.verdict");
    }

    @Test
    void anExceptionWithoutAFieldKeepsItsSuppressedOnes() throws Exception {
        DeniedException sent = new DeniedException("no", 42, new IOException("cause"));
        sent.addSuppressed(new IOException("suppressed"));
        Throwable back = wire.carryThrown(sent);

        assertThat(back).isExactlyInstanceOf(DeniedException.class);
        assertThat(back.getCause()).isExactlyInstanceOf(IOException.class).hasMessage("cause");
        assertThat(back.getSuppressed()[0])
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("suppressed");
        assertThat(back.getSuppressed()[1]).isInstanceOf(RemoteTaskException.class);
    }

    private record Violation(String path, Object bean) implements Serializable {}

    private static final class ViolationsException extends IllegalStateException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final List<Violation> violations;

        private ViolationsException(List<Violation> violations) {
            this.violations = violations;
        }
    }

    @Test
    void anObjectWithinAFieldIsNullAndTheRestOfTheFieldIsThere() throws Exception {
        Throwable back = wire.carryThrown(new ViolationsException(List.of(new Violation("name", new Object()))));

        assertThat(back).isExactlyInstanceOf(ViolationsException.class);
        assertThat(((ViolationsException) back).violations).containsExactly(new Violation("name", null));
        assertThat(noteOf(back)).hasMessageContaining("violations[0].bean");
    }

    private static final class ImmutableListException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final @Nullable List<?> details;
        private final String after = "after";

        private ImmutableListException(List<?> details) {
            this.details = details;
        }
    }

    @Test
    void aFieldThatCantBeReadWithoutWhatIsMissingIsNullAsAWhole() throws Exception {
        Throwable back = wire.carryThrown(new ImmutableListException(List.of(new Object(), "b")));

        assertThat(back).isExactlyInstanceOf(ImmutableListException.class);
        assertThat(((ImmutableListException) back).details).isNull();
        assertThat(((ImmutableListException) back).after).isEqualTo("after");
        assertThat(noteOf(back)).hasMessageContaining("ImmutableListException.details");
    }

    @Test
    void aFieldWhoseClassFailsToWriteItselfIsNullAndNamed() throws Exception {
        for (Object content : List.of(new Values.Unwritable(), new ReplacesItselfBadly())) {
            Throwable back = wire.carryThrown(new ImmutableListException(List.of(content)));

            assertThat(back).isExactlyInstanceOf(ImmutableListException.class);
            assertThat(noteOf(back)).hasMessageContaining("in it: ").hasMessageContaining("ImmutableListException");
        }
    }

    private static final class ReplacesItselfBadly implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private Object writeReplace() {
            throw new IllegalStateException("no replacement");
        }
    }

    @Test
    void aFieldThatIsTooLargeIsNullAndNamed() throws Exception {
        Throwable back = wire.carryThrown(new ImmutableListException(List.of(new byte[CodecWire.LIMIT])));

        assertThat(back).isExactlyInstanceOf(ImmutableListException.class);
        assertThat(noteOf(back)).hasMessageContaining("ImmutableListException.details");
    }

    private static final class ManyException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final @Nullable Object begin;
        private final @Nullable Object end;
        private final Object middle;

        private ManyException(Object begin, Object middle, Object end) {
            this.begin = begin;
            this.middle = middle;
            this.end = end;
        }
    }

    @Test
    void allThatIsNotSerializableIsNamedWithTheWayToIt() throws Exception {
        Throwable back = wire.carryThrown(
                new ManyException(new Object(), new Object[] {new StringJoiner(""), new Object()}, new Thread()));

        assertThat(noteOf(back))
                .hasMessageContaining("ManyException.begin (java.lang.Object)")
                .hasMessageContaining("ManyException.middle[0] (java.util.StringJoiner)")
                .hasMessageContaining("ManyException.end (java.lang.Thread)");
    }

    @Test
    void anExceptionThatHoldsVeryMuchIsRepairedInLittleMemory() throws Exception {
        JavaCodec large = new JavaCodec(
                new DefinitionTable(), new Definitions(getClass().getClassLoader()), "", 256 << 20, Sharing.NOTHING);
        List<Object> much = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            much.add(new byte[1000]);
        }
        ManyException sent = new ManyException(new Object(), much, new Thread());

        assertThat(Allocation.of(() -> large.writeThrowable(sent))).isLessThan(40L << 20);
        Codec.EncodedValue encoded = large.writeThrowable(sent);
        for (int number : encoded.definitions()) {
            wire.received.define(large.definition(number));
        }
        Throwable back = wire.reader.readThrowable(encoded.payload(), RemoteProblem.of(sent), "Task 'x'");
        assertThat(back).isExactlyInstanceOf(ManyException.class);
        assertThat(noteOf(back)).hasMessageContaining("ManyException.middle");
    }

    private static final class Slow implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private static int written;

        @Serial
        private void writeObject(ObjectOutputStream out) {
            written++;
            long start = System.nanoTime();
            while (System.nanoTime() - start < 600_000_000L) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void anExceptionThatTakesTooLongToRepairIsSentInWords() throws Exception {
        Slow.written = 0;
        Throwable cause = new ManyException(new Slow(), new Slow(), new Values.Unwritable());
        Throwable back = wire.carryThrown(new IllegalStateException("outer", cause));

        assertThat(back).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(back.getCause()).isExactlyInstanceOf(RemoteTaskException.class);
        assertThat(Slow.written).isLessThan(4);
    }

    // -- Causes and suppressed ones --

    private static final class UnwritableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private UnwritableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IllegalStateException("I stay here");
        }
    }

    private static final class UnreadableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private UnreadableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            throw new IllegalStateException("I do not arrive");
        }
    }

    @Test
    void aCauseThatCantCrossIsReplacedAndItsOwnCauseIsThere() throws Exception {
        IOException root = new IOException("root");
        for (Throwable cause : List.of(new UnwritableException("bad", root), new UnreadableException("bad", root))) {
            Throwable back = wire.carryThrown(new IllegalArgumentException("outer", cause));

            assertThat(back).isExactlyInstanceOf(IllegalArgumentException.class).hasMessage("outer");
            RemoteTaskException standIn = (RemoteTaskException) back.getCause();
            assertThat(standIn.remoteClassName()).isEqualTo(cause.getClass().getName());
            assertThat(standIn)
                    .hasMessageContaining("bad")
                    .hasMessageContaining(cause.getClass().getName());
            assertThat(standIn.getStackTrace()).isEqualTo(cause.getStackTrace());
            assertThat(standIn.remoteStackTrace()).contains("at " + getClass().getName());
            assertThat(standIn.getCause())
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("root");
        }
    }

    @Test
    void aSuppressedOneThatCantCrossIsReplacedAndTheOthersAreThere() throws Exception {
        IllegalStateException sent = new IllegalStateException("main");
        sent.addSuppressed(new IOException("first"));
        sent.addSuppressed(new UnwritableException("second", null));
        Throwable back = wire.carryThrown(sent);

        assertThat(back.getSuppressed()).hasSize(2);
        assertThat(back.getSuppressed()[0])
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("first");
        assertThat(((RemoteTaskException) back.getSuppressed()[1]).remoteClassName())
                .isEqualTo(UnwritableException.class.getName());
    }

    private static final class IrreplaceableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private IrreplaceableException(String message) {
            super(message);
        }

        @Serial
        private Object writeReplace() {
            throw new IllegalStateException("no replacement");
        }
    }

    @Test
    void aCauseOrSuppressedOneThatFailsToBeReplacedIsReplaced() throws Exception {
        DeniedException sent = new DeniedException("outer", 42, new IrreplaceableException("bad"));
        sent.addSuppressed(new IOException("first"));
        sent.addSuppressed(new IrreplaceableException("second"));
        Throwable back = wire.carryThrown(sent);

        assertThat(back).isExactlyInstanceOf(DeniedException.class).hasMessage("outer");
        assertThat(((DeniedException) back).code).isEqualTo(42);
        assertThat(back.getStackTrace()).isEqualTo(sent.getStackTrace());
        assertThat(back.getCause())
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("bad");
        assertThat(back.getSuppressed()).hasSize(3);
        assertThat(back.getSuppressed()[0]).isExactlyInstanceOf(IOException.class);
        assertThat(back.getSuppressed()[1]).hasMessageContaining("second");
        assertThat(back.getSuppressed()[2]).hasMessageContaining("DeniedException.verdict");
    }

    @Test
    void aCauseWhoseClassTheReaderRejectsIsReplaced() throws Exception {
        CodecWire filtered = new CodecWire("!" + DeniedException.class.getName());
        Throwable back = filtered.carryThrown(
                new IllegalStateException("outer", new DeniedException("no", 1, new IOException("root"))));

        assertThat(back).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(((RemoteTaskException) back.getCause()).remoteClassName())
                .isEqualTo(DeniedException.class.getName());
        assertThat(back.getCause().getCause()).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void anExceptionThatCantCrossAtAllIsReplacedAndItsCauseIsThere() throws Exception {
        for (Throwable sent : List.of(
                new UnwritableException("bad", new DeniedException("no", 1, null)),
                new UnreadableException("bad", new DeniedException("no", 1, null)))) {
            Throwable back = wire.carryThrown(sent);

            assertThat(back).isExactlyInstanceOf(RemoteTaskException.class).hasMessageContaining("Task 'x' threw");
            assertThat(((RemoteTaskException) back).remoteClassName())
                    .isEqualTo(sent.getClass().getName());
            assertThat(back.getCause())
                    .isExactlyInstanceOf(DeniedException.class)
                    .hasMessage("no");
        }
    }

    private static final class NarrowException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final @Nullable UnwritableException next = new UnwritableException("next", null);
    }

    @Test
    void aFieldOfACertainExceptionIsNullAndTheExceptionIsToldBesideIt() throws Exception {
        Throwable back = wire.carryThrown(new RuntimeException("outer", new NarrowException()));

        assertThat(back.getCause()).isExactlyInstanceOf(NarrowException.class);
        assertThat(((NarrowException) back.getCause()).next).isNull();
        assertThat(noteOf(back.getCause())).hasMessageContaining("next");
    }

    @Test
    void exceptionsOfTheJdkWithOthersInThemCrossAsTheyAre() throws Exception {
        Throwable back = wire.carryThrown(new InvocationTargetException(new DeniedException("no", 1, null), "invoked"));

        assertThat(back).isExactlyInstanceOf(InvocationTargetException.class).hasMessage("invoked");
        assertThat(((InvocationTargetException) back).getTargetException()).isExactlyInstanceOf(DeniedException.class);
    }

    // -- Circles, chains, sizes --

    @Test
    void aCircleOfCausesCrossesAsOne() throws Exception {
        IllegalStateException first = new IllegalStateException("first");
        IOException second = new IOException("second", first);
        first.initCause(second);
        Throwable back = wire.carryThrown(first);

        assertThat(back).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(back.getCause()).isExactlyInstanceOf(IOException.class);
        assertThat(back.getCause().getCause()).isSameAs(back);
    }

    @Test
    void aCircleWithSomethingThatCantCrossIsCut() throws Exception {
        DeniedException first = new DeniedException("first", 1, new IOException("second"));
        Objects.requireNonNull(first.getCause()).initCause(first);
        Throwable back = wire.carryThrown(first);

        assertThat(back).isExactlyInstanceOf(DeniedException.class);
        assertThat(back.getCause()).isExactlyInstanceOf(IOException.class);
        assertThat(back.getCause().getCause())
                .hasMessageContaining("CIRCULAR REFERENCE")
                .hasMessageContaining("first");
    }

    @Test
    void aLongChainOfCausesCrosses() throws Exception {
        Throwable sent = new DeniedException("root", 1, null);
        for (int i = 1; i < 100; i++) {
            sent = new IllegalStateException("cause " + i, sent);
        }
        Throwable back = wire.carryThrown(sent);
        assertThat(back).isExactlyInstanceOf(IllegalStateException.class);
        int length = 1;
        while (back.getCause() != null) {
            back = back.getCause();
            length++;
        }

        assertThat(length).isEqualTo(100);
        assertThat(back).isExactlyInstanceOf(DeniedException.class);
    }

    @Test
    void aCauseForWhichThereIsNoRoomIsReplaced() throws Exception {
        Throwable sent = new RuntimeException(
                "outer",
                new IllegalStateException("x".repeat(CodecWire.LIMIT - 10_000), new IOException("y".repeat(20_000))));
        Throwable back = wire.carryThrown(sent);

        assertThat(back).isExactlyInstanceOf(RuntimeException.class).hasMessage("outer");
        assertThat(back.getCause()).isExactlyInstanceOf(RemoteTaskException.class);
        assertThat(((RemoteTaskException) back.getCause()).remoteClassName())
                .isEqualTo(IllegalStateException.class.getName());
    }

    @Test
    void aChainThatIsTooLongForTheLimitIsCutAndSaysSo() throws Exception {
        Throwable sent = new DeniedException("root", 1, null);
        for (int i = 1; i < 2000; i++) {
            sent = new IllegalStateException("cause " + i, sent);
        }
        Throwable back = wire.carryThrown(sent);
        assertThat(back).isExactlyInstanceOf(IllegalStateException.class).hasMessage("cause 1999");
        while (back.getCause() != null) {
            back = back.getCause();
        }

        assertThat(back).isExactlyInstanceOf(RemoteTaskException.class).hasMessageContaining("larger than the limit");
    }

    @Test
    void aChainOfMoreThanCanBeSentIsCutAtThatNumber() throws Exception {
        Throwable sent = new DeniedException("root", 1, null);
        for (int i = 1; i < 1500; i++) {
            sent = new IllegalStateException("cause " + i, sent);
            sent.setStackTrace(new StackTraceElement[0]);
        }
        Throwable back = wire.carryThrown(sent);
        int length = 1;
        while (back.getCause() != null) {
            back = back.getCause();
            length++;
        }

        assertThat(length).isEqualTo(ExceptionParts.MOST);
    }

    private static final class SilentException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause for you");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack for you");
        }
    }

    @Test
    void anExceptionThatDoesNotTellItsCauseCrosses() throws Exception {
        assertThat(wire.carryThrown(new SilentException()).getClass()).isEqualTo(SilentException.class);
    }

    @Test
    void anExceptionInAFieldOrListOfAnotherIsAPartToo() throws Exception {
        List<Throwable> others = new ArrayList<>(List.of(new IOException("a"), new UnwritableException("b", null)));
        Throwable back = wire.carryThrown(new IllegalStateException("outer", new ImmutableListException(others)));
        List<?> details = Objects.requireNonNull(((ImmutableListException) back.getCause()).details);

        assertThat(details.get(0)).isInstanceOf(IOException.class);
        assertThat(details.get(1)).isInstanceOf(RemoteTaskException.class);
    }
}
