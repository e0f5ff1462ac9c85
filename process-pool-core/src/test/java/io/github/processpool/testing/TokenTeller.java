package io.github.processpool.testing;

import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.internal.worker.WorkerMain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A worker that betrays its token to the test, and is an honest one after that. */
public final class TokenTeller {

    private static final String FILE = "token-teller.file";

    private TokenTeller() {}

    /** Lets the workers of a pool write their token to a file of that folder. */
    public static WorkerCommandCustomizer customizer(Path folder) {
        return command -> command.mainClass(TokenTeller.class.getName())
                .jvmArguments()
                .add("-D" + FILE + "=" + folder.resolve("token"));
    }

    /**
     * Tells and goes on.
     *
     * @param arguments none
     * @throws IOException if it can't be told
     */
    public static void main(String[] arguments) throws IOException {
        Introduction introduction = Introduction.readFrom(System.in);
        Files.writeString(Path.of(System.getProperty(FILE)), HexFormat.of().formatHex(introduction.token()));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        introduction.writeTo(again);
        System.setIn(new ByteArrayInputStream(again.toByteArray()));
        WorkerMain.main(arguments);
    }
}
