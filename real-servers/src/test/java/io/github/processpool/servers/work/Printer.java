package io.github.processpool.servers.work;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The work of a task: tells the test's {@link Desk} that it has begun, and does what that says. An interrupt does not end it. */
@Component
public class Printer {

    /** The property with the port of the test's desk. */
    public static final String DESK = "test.desk";

    private final int desk;

    Printer(@Value("${" + DESK + "}") int desk) {
        this.desk = desk;
    }

    public void print(String order) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), desk)) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeUTF(order);
            out.writeLong(ProcessHandle.current().pid());
            switch (new DataInputStream(socket.getInputStream()).readUTF()) {
                case Desk.CRASH -> Runtime.getRuntime().halt(1);
                case Desk.FAIL -> throw new IllegalStateException(order + " can't be printed");
                default -> out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
