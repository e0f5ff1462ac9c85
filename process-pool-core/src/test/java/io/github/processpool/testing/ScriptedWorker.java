package io.github.processpool.testing;

import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Began;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.internal.wire.message.Side;
import io.github.processpool.internal.wire.page.Scoreboard;
import io.github.processpool.internal.worker.WorkerMain;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A main class that takes the place of the worker's and speaks the protocol badly, in one of the ways of {@link Script}. Once for
 * each pool: the workers after those that follow a script are real.
 */
public final class ScriptedWorker {

    private static final String SCRIPT = "scripted-worker.script";
    private static final String MARKERS = "scripted-worker.markers";

    /** As many as that is. */
    public static final int EVENTS_WITHOUT_END = 500;

    /** Its fault. */
    public enum Script {
        // -- Before it is let in --
        BRINGS_A_WRONG_TOKEN,
        HANGS_AFTER_THE_TOKEN,
        SPEAKS_ANOTHER_VERSION,
        CLAIMS_ANOTHER_PID,
        INTRODUCES_ITSELF_TWICE,
        SENDS_GARBAGE_AFTER_THE_TOKEN,
        // -- When it is sent its first task --
        SENDS_HALF_A_FRAME_AND_LEAVES,
        SENDS_HALF_A_FRAME_AND_HANGS,
        SENDS_GARBAGE,
        ANSWERS_WHAT_NOBODY_ASKED,
        ANSWERS_TWICE,
        ANSWERS_WITH_NONSENSE_AS_VALUE,
        ANSWERS_IN_MUTATED_FRAMES,
        LOGS_WITHOUT_END,
        DEFINES_WITHOUT_END
    }

    private ScriptedWorker() {}

    /** Lets every worker of a pool follow a script. */
    public static WorkerCommandCustomizer all(Script script) {
        return command ->
                command.mainClass(ScriptedWorker.class.getName()).jvmArguments().add("-D" + SCRIPT + "=" + script);
    }

    /** Lets the first workers of a pool follow one script each, in this order. */
    public static WorkerCommandCustomizer first(Path folder, Script... scripts) {
        String all = Stream.of(scripts).map(Script::name).collect(Collectors.joining(","));
        return command -> command.mainClass(ScriptedWorker.class.getName())
                .jvmArguments()
                .addAll(List.of("-D" + SCRIPT + "=" + all, "-D" + MARKERS + "=" + folder));
    }

    /**
     * Follows the script, or becomes a real worker.
     *
     * @param arguments none
     * @throws Exception ends this process
     */
    public static void main(String[] arguments) throws Exception {
        Script script = nextScript();
        if (script == null) {
            WorkerMain.main(arguments);
            return;
        }
        perform(script, Introduction.readFrom(System.in));
        Runtime.getRuntime().halt(0);
    }

    /** Takes the first one that no other worker has taken, if there is one left. */
    private static @Nullable Script nextScript() throws IOException {
        String markers = System.getProperty(MARKERS);
        for (String name : System.getProperty(SCRIPT).split(",")) {
            if (markers == null || isFirst(Path.of(markers, name + ".marker"))) {
                return Script.valueOf(name);
            }
        }
        return null;
    }

    private static boolean isFirst(Path marker) throws IOException {
        try {
            Files.createFile(marker);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void perform(Script script, Introduction introduction) throws Exception {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(introduction.socket()));
        byte[] token = introduction.token();
        if (script == Script.BRINGS_A_WRONG_TOKEN) {
            token[31] ^= 1;
        }
        write(socket, token, token.length);
        switch (script) {
            case HANGS_AFTER_THE_TOKEN -> hang();
            case BRINGS_A_WRONG_TOKEN -> socket.read(ByteBuffer.allocate(1));
            case SENDS_GARBAGE_AFTER_THE_TOKEN -> {
                write(socket, garbage(), 4096);
                hang();
            }
            default -> converse(script, introduction, socket);
        }
    }

    private static void converse(Script script, Introduction introduction, SocketChannel socket) throws Exception {
        Scoreboard scoreboard = Scoreboard.open(Path.of(introduction.scoreboard()));
        MessageChannel channel = new MessageChannel(socket, introduction.maxPayload(), Side.WORKER);
        int version = Message.PROTOCOL_VERSION + (script == Script.SPEAKS_ANOTHER_VERSION ? 1 : 0);
        long pid = script == Script.CLAIMS_ANOTHER_PID
                ? 1
                : ProcessHandle.current().pid();
        channel.post(new Hello(version, pid, System.nanoTime(), false));
        channel.flush();
        boolean open = true;
        while (open) {
            scoreboard.vitals().beat(System.nanoTime(), 0, 0);
            open = channel.receive(message -> onMessage(script, message, scoreboard, channel, socket), 100);
        }
    }

    private static void onMessage(
            Script script, Message message, Scoreboard scoreboard, MessageChannel channel, SocketChannel socket)
            throws IOException {
        if (message instanceof Setup && script == Script.INTRODUCES_ITSELF_TWICE) {
            post(
                    channel,
                    new Hello(Message.PROTOCOL_VERSION, ProcessHandle.current().pid(), System.nanoTime(), false));
        } else if (message instanceof Setup) {
            channel.post(new Ready(0));
            channel.flush();
        } else if (message instanceof Run run) {
            scoreboard.begin(run.ticket(), System.nanoTime());
            onRun(script, run, channel, socket);
        } else if (message instanceof Stop) {
            Runtime.getRuntime().halt(0);
        }
    }

    private static void onRun(Script script, Run run, MessageChannel channel, SocketChannel socket) throws IOException {
        switch (script) {
            case SENDS_HALF_A_FRAME_AND_LEAVES -> {
                write(socket, frame(20, 1000, 10), 40);
                Runtime.getRuntime().halt(0);
            }
            case SENDS_HALF_A_FRAME_AND_HANGS -> {
                write(socket, frame(20, 1000, 10), 40);
                hang();
            }
            case SENDS_GARBAGE -> write(socket, garbage(), 4096);
            case ANSWERS_WHAT_NOBODY_ASKED -> post(channel, result(run.ticket() + 7, Payload.NONE));
            case ANSWERS_TWICE -> {
                // Both are on the way before the first can lead to another task.
                Payload nothing = new Payload(Payload.Form.SIMPLE, new byte[] {1, 'n'}, 2);
                channel.post(result(run.ticket(), nothing));
                post(channel, result(run.ticket(), nothing));
            }
            case ANSWERS_WITH_NONSENSE_AS_VALUE -> {
                post(channel, new Began(run.ticket()));
                post(channel, result(run.ticket(), new Payload(Payload.Form.STREAM, garbage(), 4096)));
            }
            case LOGS_WITHOUT_END -> {
                for (int i = 0; i < EVENTS_WITHOUT_END; i++) {
                    channel.post(new LogEvent(run.ticket() + i % 3, hugeEvent(i)));
                }
                post(channel, result(run.ticket(), new Payload(Payload.Form.SIMPLE, new byte[] {1, 'n'}, 2)));
            }
            case DEFINES_WITHOUT_END -> {
                // This thread receives, and sends what the socket had no room for.
                new Thread(() -> defineWithoutEnd(channel)).start();
            }
            case ANSWERS_IN_MUTATED_FRAMES -> {
                byte[] answer = mutated(answer(run.ticket()), new Random(run.taskId()));
                write(socket, answer, answer.length);
            }
            default -> throw new IllegalStateException("not after a task: " + script);
        }
    }

    private static void defineWithoutEnd(MessageChannel channel) {
        for (int i = 0; i < 4096; i++) {
            channel.post(new Define(i, DefinitionKind.LAMBDA, new byte[1 << 17]));
            channel.awaitSent();
        }
    }

    private static LogRecord hugeEvent(int number) {
        return new LogRecord(
                LogLevel.ERROR,
                number,
                "it.worker.Speaker",
                "main",
                "x".repeat(LogRecord.LONGEST_MESSAGE),
                Map.of(),
                Map.of(),
                List.of(),
                null);
    }

    private static void post(MessageChannel channel, Message message) {
        channel.post(message);
        channel.flush();
    }

    private static Result result(long ticket, Payload value) {
        return new Result(new Report(ticket, System.nanoTime(), 0, 0, Fitness.FIT, false, Optional.empty()), value);
    }

    /** The beginning of a frame and zeros behind it. */
    private static byte[] frame(int headerLength, int bodyLength, int type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(headerLength);
        out.writeInt(bodyLength);
        out.writeByte(type);
        out.write(new byte[100]);
        return bytes.toByteArray();
    }

    /** A frame with a result, written by hand. */
    private static byte[] answer(long ticket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(4 * Long.BYTES + 4);
        out.writeInt(2);
        out.writeByte(10);
        out.writeLong(ticket);
        out.writeLong(System.nanoTime());
        out.write(new byte[2 * Long.BYTES + 3]);
        out.writeByte(Payload.Form.SIMPLE.ordinal());
        out.write(new byte[] {1, 'n'});
        return bytes.toByteArray();
    }

    /** Changes a few bytes, or cuts some off and fills up with random ones. */
    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }

    private static byte[] garbage() {
        byte[] bytes = new byte[4096];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    private static void write(SocketChannel socket, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }
}
