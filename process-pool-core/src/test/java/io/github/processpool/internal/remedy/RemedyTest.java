package io.github.processpool.internal.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.remedy.Remedy.Certainty;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What people are told to send instead. */
class RemedyTest {

    private static String wordsOf(Class<?> type) {
        Remedy remedy = Remedy.of(type);
        return remedy == null ? "" : remedy.words();
    }

    @Test
    void sourcesOfBytesAreSentAsBytesOrAPath() {
        for (Class<?> type : List.of(
                ByteArrayInputStream.class,
                FileInputStream.class,
                StringReader.class,
                FileChannel.class,
                Socket.class)) {
            assertThat(wordsOf(type)).as(type.getName()).isEqualTo("send a byte[], a Path or a SharedBuffer");
        }
        assertThat(wordsOf(OutputStream.class)).startsWith("return a byte[]");
    }

    @Test
    void otherTypesHaveWordsOfTheirOwn() {
        assertThat(wordsOf(BufferedImage.class)).contains("ImageIO.write").contains("Path");
        assertThat(wordsOf(Stream.of(1).getClass())).contains("into a list").contains("map");
        assertThat(wordsOf(List.of(1).iterator().getClass())).contains("into a list");
        assertThat(wordsOf(Connection.class)).contains("connect to the database by itself");
        assertThat(wordsOf(DataSource.class)).contains("connect to the database by itself");
        assertThat(wordsOf(Thread.class)).contains("a thread can't leave its process");
        assertThat(wordsOf(ReentrantLock.class)).contains("pool.share");
        assertThat(wordsOf(ThreadPoolExecutor.class)).contains("make one of its own");
        assertThat(wordsOf(CompletableFuture.class)).contains("send its result");
        assertThat(wordsOf(String.class)).isEmpty();
        assertThat(wordsOf(Object.class)).isEmpty();
    }

    @Test
    void aClassOfWhichOnlyTheNameIsKnownIsLookedUpIfItIsOfTheJdk() {
        Remedy remedy = Remedy.of("java.io.FileInputStream");

        assertThat(remedy).isNotNull();
        assertThat(remedy.certainty()).isEqualTo(Certainty.NEVER);
        assertThat(Remedy.of("jakarta.persistence.EntityManager")).isNotNull();
        assertThat(Remedy.of("com.acme.Unknown")).isNull();
        assertThat(Remedy.of("java.lang.String")).isNull();
    }

    @Test
    void whatTheTableSaysOfTheJdkIsOfTheJdk() {
        List<String> unknown = Remedy.types().stream()
                .filter(name -> name.startsWith("java"))
                // Of a later JDK.
                .filter(name -> !name.startsWith("java.lang.foreign."))
                .filter(name -> !isThere(name))
                .toList();

        assertThat(unknown).isEmpty();
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, ClassLoader.getPlatformClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
