package io.github.processpool.sample.startup;

import io.github.processpool.sample.make.ShippedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds what the first round is to process: the arguments of the command line, or else the shipped documents. */
final class Inputs {

    private Inputs() {}

    static List<Path> of(List<String> arguments, Path shippedFolder) throws IOException {
        if (arguments.isEmpty()) {
            return ShippedDocument.writeAll(shippedFolder);
        }
        List<Path> files = new ArrayList<>();
        for (String argument : arguments) {
            files.addAll(filesAt(argument));
        }
        return files;
    }

    private static List<Path> filesAt(String argument) throws IOException {
        Path path = pathOf(argument);
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new BadArgumentException("There is neither a folder nor a file '" + argument + "'.");
        }
        List<Path> found = pdfsIn(path);
        if (found.isEmpty()) {
            throw new BadArgumentException("The folder '" + argument + "' holds no PDF file.");
        }
        return found;
    }

    private static List<Path> pdfsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName()
                            .toString()
                            .toLowerCase(Locale.ROOT)
                            .endsWith(".pdf"))
                    .sorted()
                    .toList();
        }
    }

    private static Path pathOf(String argument) {
        try {
            return Path.of(argument).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new BadArgumentException("'" + argument + "' is not a path: " + e.getReason());
        }
    }
}
