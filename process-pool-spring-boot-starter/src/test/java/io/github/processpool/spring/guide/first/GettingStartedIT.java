package io.github.processpool.spring.guide.first;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.worker.SmallOnDemand;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The program of docs/getting-started-spring.md prints what the page shows. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class GettingStartedIT {

    @Test
    void greetsCrashesAndGoesOn(CapturedOutput output) {
        SpringApplication.run(Application.class, SmallOnDemand.ARGUMENTS).close();

        List<String> printed = output.getOut()
                .lines()
                .filter(line -> line.startsWith("hello ") || line.startsWith("Task '"))
                .toList();
        assertThat(printed).hasSize(3);
        assertThat(printed.get(0)).matches("hello you, from process \\d+");
        assertThat(printed.get(1)).matches("Task '.*' was lost: worker 0 \\(pid \\d+\\) exited with code 3");
        assertThat(printed.get(2)).matches("hello again, from process \\d+");
    }
}
