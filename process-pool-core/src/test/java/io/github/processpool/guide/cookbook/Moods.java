package io.github.processpool.guide.cookbook;

import io.github.processpool.ProcessPoolExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what mood a text is in, by a model that is loaded once per worker. */
class Moods {

    /** A worker's own: in the application it is never set. */
    private static Model model;

    static ProcessPoolExecutor pool(Path modelFile) {
        return ProcessPoolExecutor.builder()
                .name("moods")
                .maxWorkers(2) // as many copies of the model are in memory
                .initializer(context -> model = Model.load(modelFile))
                .build();
    }

    /** A task: {@code pool.submit(Moods::of, text)}. */
    static String of(String text) {
        return model.moodOf(text);
    }

    /** Stands in for a real one, such as the session of an ONNX runtime: lines of a word and a mood. */
    record Model(Map<String, String> moods) {

        static Model load(Path file) throws IOException {
            try (Stream<String> lines = Files.lines(file)) {
                return new Model(
                        lines.map(line -> line.split(" ")).collect(Collectors.toMap(word -> word[0], word -> word[1])));
            }
        }

        String moodOf(String text) {
            return Stream.of(text.split(" "))
                    .filter(moods::containsKey)
                    .findFirst()
                    .map(moods::get)
                    .orElse("none");
        }
    }
}
