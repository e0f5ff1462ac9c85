package io.github.processpool.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** As an application may have it. */
final class Renderer {

    private Renderer() {}

    static Thumbnail render(Path document) throws IOException {
        return new Thumbnail(document.getFileName().toString(), Files.readAllBytes(document));
    }
}
