package io.github.processpool.sample.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.sample.document.DocumentFixture;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class LiveStreamTest {

    @TempDir
    private Path folder;

    private DocumentFixture fixture;
    private LiveStream stream;
    private MockMvc mvc;

    @BeforeEach
    void startStream() throws IOException {
        fixture = new DocumentFixture(folder);
        StateSource source = new StateSource(fixture.documents, idlePool());
        stream = new LiveStream(source, fixture.properties);
        stream.start();
        mvc = MockMvcBuilders.standaloneSetup(new LiveController(source, stream))
                .build();
    }

    @AfterEach
    void stopStream() {
        stream.stop();
    }

    @Test
    void tellsAWatchingBrowserWhatIsAndWhatChanges() throws Exception {
        fixture.upload("a.pdf");
        MvcResult watching =
                mvc.perform(MockMvcRequestBuilders.get("/api/live")).andReturn();
        MockHttpServletResponse response = watching.getResponse();

        await().untilAsserted(() -> assertThat(text(response)).contains("event:update", "\"complete\":true", "a.pdf"));
        fixture.upload("b.pdf");
        await().untilAsserted(() -> assertThat(text(response)).contains("\"complete\":false", "b.pdf"));
        assertThat(response.getContentType()).startsWith("text/event-stream");
    }

    @Test
    void refusesBrowsersAboveTheLimit() {
        stream.watch();
        stream.watch();

        assertThatThrownBy(stream::watch)
                .isInstanceOf(TooManyViewersException.class)
                .hasMessage("Already 2 browsers watch this page; close one of them.");
    }

    @Test
    void endsWithItsThreadsAndCanBeginAgain() {
        assertThat(stream.isRunning()).isTrue();
        stream.stop();

        assertThat(stream.isRunning()).isFalse();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(thread -> thread.getName().toLowerCase(Locale.ROOT))
                .noneMatch(name -> name.startsWith("live-")));

        stream.start();
        assertThat(stream.isRunning()).isTrue();
    }

    private static String text(MockHttpServletResponse response) throws IOException {
        return response.getContentAsString(StandardCharsets.UTF_8);
    }

    /** Knows nothing but how to be looked at. */
    private static ProcessPoolExecutor idlePool() {
        InvocationHandler calls = (proxy, method, arguments) -> {
            if (method.getName().equals("snapshot")) {
                return PoolSnapshot.notStarted("fake", PoolState.RUNNING);
            }
            throw new UnsupportedOperationException(method.toString());
        };
        return (ProcessPoolExecutor) Proxy.newProxyInstance(
                LiveStreamTest.class.getClassLoader(), new Class<?>[] {ProcessPoolExecutor.class}, calls);
    }
}
