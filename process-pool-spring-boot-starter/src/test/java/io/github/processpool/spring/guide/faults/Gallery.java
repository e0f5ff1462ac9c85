package io.github.processpool.spring.guide.faults;

import io.github.processpool.ProcessPoolException;
import java.util.concurrent.ExecutionException;
import org.springframework.stereotype.Service;

/** Shows something else where a document can't be shown. */
@Service
class Gallery {

    static final String PLACEHOLDER = "placeholder.png";

    private final Thumbnails thumbnails;

    Gallery(Thumbnails thumbnails) {
        this.thumbnails = thumbnails;
    }

    String thumbnailOf(String file) throws InterruptedException {
        try {
            return thumbnails.render(file).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProcessPoolException) {
                return PLACEHOLDER;
            }
            throw new IllegalStateException(e);
        }
    }
}
