package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/sizing.md says what pools do. */
class SizingPageTest {

    private static final Pattern ROW = Pattern.compile(
            "\\| (\\d+) (MB|GB) \\| (\\d+)( or more)? \\| (\\d+) MB \\| (\\d+) \\| (\\d+) MB \\| (\\d+) MB \\|");
    private static final int MANY = 64;
    /** Beside the heaps of a parent with a web server and of a worker with a Spring context, as the page's sum has it. */
    private static final int BESIDE_PARENT = 200;

    private static final int BESIDE_WORKER = 130;

    @Test
    void everyRowIsWhatIsChosenThere() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "sizing.md"));
        List<MatchResult> rows = ROW.matcher(page).results().toList();

        assertThat(rows).hasSizeGreaterThan(8).allSatisfy(row -> {
            long memory = Long.parseLong(row.group(1)) * (row.group(2).equals("GB") ? 1024 : 1);
            int processors = Integer.parseInt(row.group(3));
            long parent = Long.parseLong(row.group(5));
            assertThat(parent).isEqualTo(memory / 4);
            check(machine(processors, memory, parent), row);
            if (row.group(4) != null) {
                check(machine(MANY, memory, parent), row);
            }
        });
    }

    private static Machine machine(int processors, long megabytes, long parentMegabytes) {
        return new Machine(processors, megabytes * Machine.MEGABYTE, parentMegabytes * Machine.MEGABYTE);
    }

    private static void check(Machine machine, MatchResult row) {
        int workers = machine.workers(0, 0);
        assertThat(workers + " of " + machine.heap(workers) / Machine.MEGABYTE)
                .isEqualTo(row.group(6) + " of " + row.group(7));
        assertThat(Long.parseLong(row.group(5))
                        + BESIDE_PARENT
                        + workers * (machine.heap(workers) / Machine.MEGABYTE + BESIDE_WORKER))
                .isEqualTo(Long.parseLong(row.group(8)));
    }
}
