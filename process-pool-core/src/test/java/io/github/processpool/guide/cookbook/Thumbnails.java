package io.github.processpool.guide.cookbook;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;

/** Small pictures of files that somebody has uploaded. */
class Thumbnails {

    private static final int EDGE = 200;
    private static final TaskOptions LIMIT =
            TaskOptions.builder().timeout(Duration.ofSeconds(10)).build();

    static ProcessPoolExecutor pool() {
        return ProcessPoolExecutor.builder()
                .name("thumbnails")
                .workerHeap(256L << 20) // enough for 60 megapixels of 4 bytes
                .jvmArguments("-Djava.awt.headless=true")
                .resultClasses("javax.imageio.IIOException") // and java.base: nothing else comes back
                .build();
    }

    static ProcessFuture<byte[]> of(ProcessPoolExecutor pool, Path file) {
        return pool.with(LIMIT).submit(Thumbnails::scale, file);
    }

    static byte[] scale(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        if (image == null) {
            throw new IOException("not an image: " + file);
        }
        double factor = Math.min(1.0, (double) EDGE / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) (image.getWidth() * factor));
        int height = Math.max(1, (int) (image.getHeight() * factor));
        BufferedImage thumbnail = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = thumbnail.createGraphics();
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(thumbnail, "png", png);
        return png.toByteArray();
    }
}
