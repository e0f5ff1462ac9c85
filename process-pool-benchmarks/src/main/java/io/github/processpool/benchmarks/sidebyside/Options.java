package io.github.processpool.benchmarks.sidebyside;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
final class Options {

    static final String USAGE = """
            Options:
              --repetitions N   measured repetitions of every row (default 5)
              --rows A,B        only these of: %s
              --peers A,B       only these of: %s
              --output FILE     write the tables into FILE, between its markers, and the picture into
                                images/performance.svg beside it
                                (default docs/performance.md, if the run is complete: all rows, all peers, 5 or more)
              --quick           a tenth of the work, to try the program out; no figure worth keeping
            """.formatted(Row.ids(), Peer.ids());

    private static final int DEFAULT_REPETITIONS = 5;
    private static final Path PAGE = Path.of("docs", "performance.md");

    private int repetitions = DEFAULT_REPETITIONS;
    private Set<Row> rows = EnumSet.allOf(Row.class);
    private Set<Peer> peers = EnumSet.allOf(Peer.class);
    private @Nullable Path output;
    private boolean quick;

    private Options() {}

    static Options parse(String... args) {
        Options options = new Options();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--repetitions" -> options.repetitions = positive(value(args, ++i));
                case "--rows" -> options.rows = rows(value(args, ++i));
                case "--peers" -> options.peers = peers(value(args, ++i));
                case "--output" -> options.output = Path.of(value(args, ++i));
                case "--quick" -> options.quick = true;
                default -> throw new IllegalArgumentException("Unknown option: " + args[i]);
            }
        }
        return options;
    }

    int repetitions() {
        return repetitions;
    }

    Set<Row> rows() {
        return rows;
    }

    Set<Peer> peers() {
        return peers;
    }

    boolean quick() {
        return quick;
    }

    /** Where the table goes; {@code null} where it is only printed. */
    @Nullable
    Path output() {
        return output == null && isComplete() ? PAGE : output;
    }

    private boolean isComplete() {
        return !quick
                && repetitions >= DEFAULT_REPETITIONS
                && rows.size() == Row.values().length
                && peers.size() == Peer.values().length;
    }

    private static String value(String[] args, int index) {
        if (index >= args.length) {
            throw new IllegalArgumentException(args[index - 1] + " needs a value");
        }
        return args[index];
    }

    private static int positive(String text) {
        int number = Integer.parseInt(text);
        if (number < 1) {
            throw new IllegalArgumentException("At least one repetition, not " + text);
        }
        return number;
    }

    private static Set<Row> rows(String ids) {
        Set<Row> rows = EnumSet.noneOf(Row.class);
        for (String id : ids.split(",", -1)) {
            rows.add(Row.of(id));
        }
        return rows;
    }

    private static Set<Peer> peers(String ids) {
        Set<Peer> peers = EnumSet.noneOf(Peer.class);
        for (String id : ids.split(",", -1)) {
            peers.add(Peer.of(id));
        }
        return peers;
    }
}
