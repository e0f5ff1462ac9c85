package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.Progress;
import io.github.processpool.internal.wire.message.Message.Began;
import io.github.processpool.internal.wire.message.Message.Call;
import io.github.processpool.internal.wire.message.Message.CallFailure;
import io.github.processpool.internal.wire.message.Message.CallInterrupt;
import io.github.processpool.internal.wire.message.Message.CallResult;
import io.github.processpool.internal.wire.message.Message.CallTaken;
import io.github.processpool.internal.wire.message.Message.CallerEnded;
import io.github.processpool.internal.wire.message.Message.Collect;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.ForgetSpace;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.InitializerFailed;
import io.github.processpool.internal.wire.message.Message.Inspect;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Message.ShowThreads;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.internal.wire.message.Message.TakeSlot;
import io.github.processpool.internal.wire.message.Message.ThreadDump;
import io.github.processpool.internal.wire.message.Message.WarmUp;
import io.github.processpool.internal.wire.message.Payload.Form;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageFormatTest {

    private static final Payload PAYLOAD = new Payload(Form.STREAM, new byte[] {1, 2, 3}, 3);
    private static final Report REPORT = new Report(7, -8, 9, 10, Fitness.FIT, true, Optional.empty());
    private static final Report FULL_REPORT = new Report(
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            0,
            -1,
            Fitness.HEAP_EXHAUSTED,
            false,
            Optional.of(new Progress(1, -2, "half wäy \uD83D\uDE00")));

    private static final LogRecord LOG =
            new LogRecord(LogLevel.INFO, 1, "a.B", "main", "said\nso", Map.of(), Map.of(), List.of(), null);
    private static final LogRecord FULL_LOG = new LogRecord(
            LogLevel.ERROR,
            Long.MIN_VALUE,
            "",
            "",
            "",
            Map.of("order", "471\uD83D\uDE00", "", ""),
            Map.of("amount", "12"),
            List.of("AUDIT", "SECRET"),
            new RemoteProblem("a.B", null, "trace"));

    static Stream<Message> everyMessage() {
        return Stream.of(
                new Hello(1, 4711, -99, true),
                new Setup("pöol", "0123456789abcdef", 3, 1000, "!*", false, Payload.NONE, PAYLOAD),
                new Setup(
                        "pöol",
                        "0123456789abcdef",
                        3,
                        1000,
                        "",
                        true,
                        new Payload(Form.STREAM, new byte[] {4, 5}, 2),
                        Payload.NONE),
                new Ready(0),
                new Ready(Long.MAX_VALUE),
                new InitializerFailed(new RemoteProblem("a.B", null, "trace"), Payload.NONE),
                new InitializerFailed(new RemoteProblem("a.B", "", ""), Payload.raw(new byte[] {1})),
                new Define(4095, DefinitionKind.CLASS, new byte[] {9, 8, 7}),
                new Define(0, DefinitionKind.LAMBDA, new byte[0]),
                new Run(1L << 40, 2, -1, -1, PAYLOAD),
                new Run(1, 2, 3, 0, Payload.NONE),
                new SpecialRun(new Run(1L << 40, 2, -1, -1, PAYLOAD), 7, 3, "kéy-1", "mémber"),
                new SpecialRun(new Run(1, 2, 3, 0, Payload.NONE), 0, 2, "", ""),
                new GuestDefine(7, new Define(4095, DefinitionKind.RECORD, new byte[] {9, 8, 7})),
                new ForgetSpace(Integer.MAX_VALUE),
                new Interrupt(5, true),
                new Interrupt(6, false),
                new ShowThreads(7),
                new TakeSlot(3),
                new WarmUp(),
                new Collect(),
                new Inspect(1, InspectionKind.THREADS, ""),
                new Inspect(Long.MAX_VALUE, InspectionKind.HEAP, "/tmp/häp.hprof"),
                new Inspected(1, true, "\"main\" RUNNABLE\n"),
                new Inspected(2, false, "could not"),
                new Stop(),
                new Began(12),
                new Result(REPORT, PAYLOAD),
                new Result(FULL_REPORT, new Payload(Form.RAW, new byte[0], 0)),
                new Failure(REPORT, FailureKind.UNREADABLE, new RemoteProblem("c.D", "message", "t"), Payload.NONE),
                new Failure(FULL_REPORT, FailureKind.THREW, new RemoteProblem("c.D", null, "t"), PAYLOAD),
                new ThreadDump(8, "\"main\" RUNNABLE\n"),
                new LogEvent(0, LOG),
                new LogEvent(9, FULL_LOG),
                new LogLevels(Map.of(), Map.of()),
                new LogLevels(Map.of("ROOT", "INFO", "a.b", "OFF"), Map.of("a.c", "")),
                new Call(1, 2, Long.MIN_VALUE, 4, "offer(java.lang.Object)", PAYLOAD),
                new CallInterrupt(5, 6),
                new CallTaken(7, 8, true),
                new CallerEnded(9),
                new CallResult(10, true, false, PAYLOAD),
                new CallFailure(11, false, new RemoteProblem("e.F", null, "t"), Payload.NONE));
    }

    @Test
    void theListBelowHasEveryMessageOfTheProtocol() {
        assertThat(everyMessage().map(Object::getClass)).contains(Message.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void isTheSameAfterItHasBeenWrittenAndRead(Message message) throws ProtocolException {
        assertThat(MessageFormat.read(MessageFormat.write(message), Side.EITHER))
                .usingRecursiveComparison()
                .isEqualTo(message);
    }

    @Test
    void noTwoMessagesHaveTheSameType() {
        Map<Byte, Class<?>> types = new HashMap<>();
        everyMessage().forEach(message -> {
            Class<?> other = types.put(MessageFormat.write(message).type(), message.getClass());
            assertThat(other == null || other == message.getClass())
                    .as("%s has the type of %s", message.getClass(), other)
                    .isTrue();
        });
    }

    @Test
    void aMessageForTheOtherSideIsRefused() throws ProtocolException {
        Frame run = MessageFormat.write(new Run(1, 2, 3, 0, Payload.NONE));
        Frame began = MessageFormat.write(new Began(12));
        Frame define = MessageFormat.write(new Define(0, DefinitionKind.LAMBDA, new byte[0]));

        assertThat(MessageFormat.read(run, Side.WORKER)).isInstanceOf(Run.class);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> MessageFormat.read(run, Side.PARENT))
                .withMessage("not for a parent: Run");
        assertThat(MessageFormat.read(began, Side.PARENT)).isInstanceOf(Began.class);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> MessageFormat.read(began, Side.WORKER))
                .withMessage("not for a worker: Began");
        assertThat(MessageFormat.read(define, Side.PARENT)).isInstanceOf(Define.class);
        assertThat(MessageFormat.read(define, Side.WORKER)).isInstanceOf(Define.class);
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void aHeaderThatEndsTooEarlyIsRefused(Message message) {
        Frame whole = MessageFormat.write(message);
        // Ready, Stop and the like have nothing in their header but the form of a payload, which nobody reads.
        int needed = message instanceof Ready || message instanceof Stop ? 0 : whole.header().length - 1;
        for (int length = 0; length < needed; length++) {
            Frame cut =
                    new Frame(whole.type(), Arrays.copyOf(whole.header(), length), whole.body(), whole.bodyLength());

            assertThatExceptionOfType(ProtocolException.class)
                    .as("%s of %s bytes", length, whole.header().length)
                    .isThrownBy(() -> MessageFormat.read(cut, Side.EITHER));
        }
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void aMutatedHeaderIsAnotherMessageOrAProtocolExceptionAndNothingElse(Message message) {
        Random random = new Random(42);
        Frame whole = MessageFormat.write(message);
        for (int round = 0; round < 400; round++) {
            byte[] header = whole.header().clone();
            for (int i = 0; i < 1 + round % 4; i++) {
                header[random.nextInt(header.length)] = (byte) random.nextInt();
            }
            Frame mutated = new Frame((byte) random.nextInt(34), header, whole.body(), whole.bodyLength());
            try {
                assertThat(MessageFormat.read(mutated, Side.EITHER)).isNotNull();
            } catch (ProtocolException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void anUnknownTypeIsRefused() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> MessageFormat.read(new Frame((byte) 99, new byte[0], new byte[0], 0), Side.EITHER))
                .withMessageContaining("99");
    }

    @Test
    void anUnknownConstantIsRefused() {
        byte[] header = MessageFormat.write(new Define(1, DefinitionKind.CLASS, new byte[0]))
                .header();
        header[4] = 17;
        byte type = MessageFormat.write(new Define(1, DefinitionKind.CLASS, new byte[0]))
                .type();

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> MessageFormat.read(new Frame(type, header, new byte[0], 0), Side.EITHER))
                .withMessageContaining("17");
    }

    @Test
    void whatIsTooLongInARemoteProblemIsCutSoThatTheHeaderFits() {
        String huge = "\u20AC".repeat(1 << 20);
        Failure failure =
                new Failure(FULL_REPORT, FailureKind.THREW, new RemoteProblem("c.D", huge, huge), Payload.NONE);

        assertThat(MessageFormat.write(failure).header()).hasSizeLessThan(Frame.MAX_HEADER_LENGTH);
    }

    @Test
    void whatIsTooLongInALogEventIsCutSoThatTheHeaderFits() {
        String huge = "\u20AC".repeat(1 << 20);
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put(i + huge, huge);
        }
        LogEvent event = new LogEvent(
                1,
                new LogRecord(
                        LogLevel.WARN,
                        1,
                        huge,
                        huge,
                        huge,
                        many,
                        many,
                        Collections.nCopies(100, huge),
                        new RemoteProblem("c.D", huge, huge)));

        assertThat(MessageFormat.write(event).header()).hasSizeLessThan(Frame.MAX_HEADER_LENGTH);
        assertThat(event.log().mdc()).hasSize(LogRecord.MOST_ENTRIES);
        assertThat(event.log().message()).hasSize(LogRecord.LONGEST_MESSAGE).endsWith("\u20AC…");
    }

    @Test
    void levelsThatDoNotFitAreLeftOut() {
        Map<String, String> many = new LinkedHashMap<>();
        many.put(LogLevels.ROOT, "WARN");
        for (int i = 0; i < 100_000; i++) {
            many.put("\u20AC".repeat(50) + i, "INFO");
        }
        LogLevels levels = new LogLevels(many, many);

        assertThat(MessageFormat.write(levels).header()).hasSizeLessThan(Frame.MAX_HEADER_LENGTH);
        assertThat(levels.all()).containsEntry(LogLevels.ROOT, "WARN").hasSizeGreaterThan(1000);
    }

    @Test
    void aForgedNumberOfEntriesIsRefused() {
        Frame whole = MessageFormat.write(new LogLevels(Map.of(), Map.of()));
        for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1}) {
            byte[] header = whole.header().clone();
            ByteBuffer.wrap(header).putInt(count);

            assertThatExceptionOfType(ProtocolException.class)
                    .as("%s", count)
                    .isThrownBy(() -> MessageFormat.read(new Frame(whole.type(), header, new byte[0], 0), Side.EITHER));
        }
    }

    @Test
    void aProgressTextIsNoLongerThanOneOnThePageCanBe() {
        Report report =
                new Report(1, 2, -3, -4, Fitness.FIT, false, Optional.of(new Progress(5, 6, "x".repeat(1_000_000))));

        assertThat(report.progress()).contains(new Progress(5, 6, "x".repeat(1000)));
        assertThat(report.executionNanos()).isZero();
        assertThat(report.serializationNanos()).isZero();
    }
}
