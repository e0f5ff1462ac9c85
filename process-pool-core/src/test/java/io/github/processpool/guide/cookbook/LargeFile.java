package io.github.processpool.guide.cookbook;

import io.github.processpool.ProcessPoolExecutor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** How often the first word of each line is in a file of any size. */
class LargeFile {

    static Map<String, Long> count(ProcessPoolExecutor pool, Path file, int sliceBytes) throws IOException {
        long size = Files.size(file);
        List<Long> slices = LongStream.iterate(0, from -> from < size, from -> from + sliceBytes)
                .boxed()
                .toList();
        Map<String, Long> total = new TreeMap<>();
        pool.map(from -> countSlice(file, from, from + sliceBytes), slices)
                .forEach(part -> part.forEach((word, count) -> total.merge(word, count, Long::sum)));
        return total;
    }

    /** Counts the lines that begin in a slice; the last one may end behind it. */
    static Map<String, Long> countSlice(Path file, long from, long to) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
            long begin = nextLine(opened, from);
            byte[] bytes = new byte[Math.toIntExact(nextLine(opened, to) - begin)];
            opened.seek(begin);
            opened.readFully(bytes);
            new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> counts.merge(line.split(" ", 2)[0], 1L, Long::sum));
        }
        return counts;
    }

    /** Where the first line begins that begins at an offset or behind it. */
    private static long nextLine(RandomAccessFile file, long offset) throws IOException {
        if (offset > 0 && offset < file.length()) {
            file.seek(offset - 1);
            int read = file.read();
            while (read != '\n' && read != -1) {
                read = file.read();
            }
            return file.getFilePointer();
        }
        return Math.min(offset, file.length());
    }
}
