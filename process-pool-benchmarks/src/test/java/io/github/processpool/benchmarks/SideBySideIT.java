package io.github.processpool.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The comparison runs, and writes what it is to write. It judges no time. */
@Timeout(300)
class SideBySideIT {

    private static final String ROWS = "round-trip,tiny,calls,map,echo-1mb,shared-buffer,first,kill,recycling,cpu";

    @TempDir
    Path folder;

    @Test
    void rowsThatTakeNoMinuteRunAndAreWrittenIntoThePageWithTheirPicture() throws Exception {
        Path page = Files.writeString(folder.resolve("page.md"), "# A page\n");

        SideBySide.main(new String[] {
            "--quick",
            "--repetitions",
            "1",
            "--peers",
            "process-pool,socket",
            "--rows",
            ROWS,
            "--output",
            page.toString()
        });

        assertThat(page)
                .content()
                .startsWith("# A page")
                .contains("this pool", "tiny tasks")
                .doesNotContain("failed");
        assertThat(folder.resolve("images").resolve("performance.svg"))
                .content()
                .startsWith("<svg");
    }
}
