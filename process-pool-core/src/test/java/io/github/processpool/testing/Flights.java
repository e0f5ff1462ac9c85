package io.github.processpool.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Recordings of Java's flight recorder in the JVM of the test, of nothing but the pool's events. */
public final class Flights {

    private static final String PREFIX = "io.github.processpool.";

    private static final List<String> ALL = List.of("Task", "WorkerStart", "WorkerEnd", "WorkerRecycling");

    private Flights() {}

    /** Begins to record events, by their names without the package; the caller closes it. */
    public static Recording record(String... names) {
        Recording recording = new Recording();
        ALL.forEach(name -> recording.disable(PREFIX + name)); // Events that no settings name are recorded.
        for (String name : names) {
            recording.enable(PREFIX + name);
        }
        recording.start();
        return recording;
    }

    /** Ends a recording and returns the events of one name and one pool that it has, the oldest first. */
    public static List<RecordedEvent> events(Recording recording, String name, String pool) throws IOException {
        if (recording.getState() != RecordingState.STOPPED) {
            recording.stop();
        }
        Path file = Files.createTempFile("flight", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(PREFIX + name))
                    .filter(event -> pool.equals(event.getString("pool")))
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }
}
