package io.github.processpool.internal.wire.message;

import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads the headers of {@link LogEvent} and {@link LogLevels}; it trusts no number of entries. Stateless. */
final class LogFormat {

    /** How many characters of levels are kept, so that two maps of them fit into a header. */
    private static final int MOST_CHARACTERS = 128 * 1024;

    private LogFormat() {}

    /** Returns the first levels, as many as a header has room for. */
    static Map<String, String> cut(Map<String, String> levels) {
        Map<String, String> kept = new LinkedHashMap<>();
        int characters = 0;
        for (Map.Entry<String, String> level : levels.entrySet()) {
            characters += 16 + level.getKey().length() + level.getValue().length();
            if (characters > MOST_CHARACTERS) {
                break;
            }
            kept.put(level.getKey(), level.getValue());
        }
        return kept;
    }

    static HeaderWriter write(HeaderWriter header, LogEvent event) {
        LogRecord log = event.log();
        header.putLong(event.ticket()).putEnum(log.level()).putLong(log.millis());
        header.putString(log.logger()).putString(log.thread()).putString(log.message());
        writeMap(header, log.mdc());
        writeMap(header, log.pairs());
        header.putInt(log.markers().size());
        log.markers().forEach(header::putString);
        RemoteProblem thrown = log.thrown();
        header.putBoolean(thrown != null);
        if (thrown != null) {
            thrown.writeTo(header);
        }
        return header;
    }

    static LogEvent readEvent(HeaderReader header) throws ProtocolException {
        return new LogEvent(header.takeLong(), readRecord(header));
    }

    private static LogRecord readRecord(HeaderReader header) throws ProtocolException {
        return new LogRecord(
                header.takeEnum(LogLevel.VALUES),
                header.takeLong(),
                header.takeString(),
                header.takeString(),
                header.takeString(),
                readMap(header, LogRecord.MOST_ENTRIES),
                readMap(header, LogRecord.MOST_ENTRIES),
                readNames(header),
                header.takeBoolean() ? RemoteProblem.readFrom(header) : null);
    }

    static HeaderWriter write(HeaderWriter header, LogLevels levels) {
        writeMap(header, levels.all());
        writeMap(header, levels.changed());
        return header;
    }

    static LogLevels readLevels(HeaderReader header) throws ProtocolException {
        return new LogLevels(readMap(header, Integer.MAX_VALUE), readMap(header, Integer.MAX_VALUE));
    }

    private static void writeMap(HeaderWriter header, Map<String, String> map) {
        header.putInt(map.size());
        map.forEach((key, value) -> header.putString(key).putString(value));
    }

    /** The header ends before a number of entries that is too high does. */
    private static Map<String, String> readMap(HeaderReader header, int most) throws ProtocolException {
        int count = count(header, most);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(header.takeString(), header.takeString());
        }
        return map;
    }

    private static List<String> readNames(HeaderReader header) throws ProtocolException {
        int count = count(header, LogRecord.MOST_ENTRIES);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(header.takeString());
        }
        return names;
    }

    private static int count(HeaderReader header, int most) throws ProtocolException {
        int count = header.takeInt();
        if (count < 0 || count > most) {
            throw new ProtocolException(count + " entries");
        }
        return count;
    }
}
