package io.github.processpool.servers.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page that these tests are about: what it says in YAML and SQL is what they run with. */
public final class DocumentedPage {

    private final Path page;

    public DocumentedPage(String name) {
        page = Path.of("..", "docs", name);
    }

    /** The blocks of a language, in their order. */
    public List<String> blocks(String language) throws IOException {
        List<String> blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(page))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).as("%s in %s", language, page).isNotEmpty();
        return blocks;
    }

    /** Writes the settings of the page to a file, and returns the argument that has an application read them. */
    public String settings(Path folder) throws IOException {
        Path file = folder.resolve("application.yaml");
        Files.writeString(file, blocks("yaml").get(0));
        return "--spring.config.location=" + file.toUri();
    }
}
