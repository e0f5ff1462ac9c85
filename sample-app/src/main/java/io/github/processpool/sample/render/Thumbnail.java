package io.github.processpool.sample.render;

import java.nio.file.Path;

/** How the picture of a page is named in its document's folder; worker and web page agree on it here. */
public final class Thumbnail {

    private Thumbnail() {}

    public static Path fileOf(Path folder, int page) {
        return folder.resolve("page-" + page + ".png");
    }
}
