package io.github.processpool.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Recordings of Java's flight recorder in the JVM of the test, of nothing but the pool's events. */
public final class Flights {

    private static final String PREFIX = "io.github.processpool.";

    private Flights() {}

    /** Begins to record events, by their names without the package; the caller closes it. */
    public static Recording record(String... names) {
        Recording recording = new Recording();
        for (String name : names) {
            recording.enable(PREFIX + name);
        }
        recording.start();
        return recording;
    }

    /** Ends a recording and returns its events of one name, the oldest first. */
    public static List<RecordedEvent> events(Recording recording, String name) throws IOException {
        if (recording.getState() != RecordingState.STOPPED) {
            recording.stop();
        }
        Path file = Files.createTempFile("flight", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(PREFIX + name))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }
}
