package io.github.processpool.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Side;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSenderTest {

    private static final int LIMIT = 1 << 20;

    @TempDir
    Path folder;

    private ServerSocketChannel server;
    private MessageChannel worker;
    private MessageChannel parent;
    private final AtomicLong ticket = new AtomicLong();
    private LogSender sender;

    @BeforeEach
    void connect() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        server.bind(address);
        worker = new MessageChannel(SocketChannel.open(address), LIMIT, Side.WORKER);
        parent = new MessageChannel(server.accept(), LIMIT, Side.PARENT);
        sender = new LogSender(worker, ticket::get);
    }

    @AfterEach
    void close() throws IOException {
        worker.close();
        parent.close();
        server.close();
    }

    private static LogRecord event(String message) {
        return new LogRecord(LogLevel.INFO, 1, "a.B", "main", message, Map.of(), Map.of(), List.of(), null);
    }

    /** Until this one comes. */
    private List<LogEvent> receiveUntil(String message) throws IOException {
        List<LogEvent> received = new ArrayList<>();
        boolean[] over = {false};
        while (!over[0]) {
            worker.flush();
            parent.receive(
                    any -> {
                        LogEvent event = (LogEvent) any;
                        received.add(event);
                        over[0] |= event.log().message().equals(message);
                    },
                    10);
        }
        return received;
    }

    @Test
    void anEventHasLeftWhenItsLoggerReturns() throws IOException {
        ticket.set(7);
        sender.send(event("one"));
        List<Message> received = new ArrayList<>();
        parent.receive(received::add, TimeUnit.SECONDS.toMillis(30));

        assertThat(received).usingRecursiveComparison().isEqualTo(List.of(new LogEvent(7, event("one"))));
    }

    @Test
    void whatAParentThatDoesNotReadLeavesNoRoomForIsCountedAndNothingElseIsLost() throws IOException {
        int sent = 3000;
        for (int i = 0; i < sent; i++) {
            sender.send(event("x".repeat(1000)));
        }
        assertThat(worker.waitingBytes()).isBetween(LogSender.ROOM, LogSender.ROOM + 3000);
        sender.reportDropped();
        worker.post(new LogEvent(0, event("the end")));

        List<LogEvent> received = receiveUntil("the end");
        String notice = received.get(received.size() - 2).log().message();
        assertThat(notice)
                .endsWith("log events of this worker were dropped, because its parent did not keep up with them");
        int dropped = Integer.parseInt(notice.replaceFirst(" .*", ""));
        assertThat(received.size() - 2 + dropped).isEqualTo(sent);
        assertThat(worker.waitingBytes()).isZero();
    }

    @Test
    void aThreadThatIsInterruptedDoesNotWaitAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        try {
            long start = System.nanoTime();
            for (int i = 0; i < 3000; i++) {
                sender.send(event("x".repeat(1000)));
            }
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void aParentThatIsGoneIsNoTrouble() throws IOException {
        parent.close();
        for (int i = 0; i < 100; i++) {
            sender.send(event("x".repeat(1000)));
        }
        worker.close();
        sender.send(event("after the end"));
        sender.reportDropped();
    }
}
