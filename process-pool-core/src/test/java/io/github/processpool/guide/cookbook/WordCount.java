package io.github.processpool.guide.cookbook;

import io.github.processpool.MapOptions;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProgressBar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;

/** Counts the words of all files below a folder, one file per core at a time. */
class WordCount {

    public static void main(String[] arguments) throws IOException {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.create();
                Stream<Path> found = Files.walk(Path.of(arguments[0]))) {
            System.out.println(countAll(pool, found.filter(Files::isRegularFile).toList()));
        }
    }

    static long countAll(ProcessPoolExecutor pool, List<Path> files) {
        MapOptions withBar =
                MapOptions.builder().progress(ProgressBar.console("files")).build();
        return pool.map(WordCount::count, files, withBar)
                .mapToLong(Long::longValue)
                .sum();
    }

    static long count(Path file) throws IOException {
        try (Scanner words = new Scanner(file)) {
            return words.tokens().count();
        }
    }
}
