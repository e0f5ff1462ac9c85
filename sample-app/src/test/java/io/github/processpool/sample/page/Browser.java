package io.github.processpool.sample.page;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium with one tab, run as a process with an empty profile and told what to do over its debugging port. It
 * can wait for what a page shows; {@code --dump-dom} can't, because a page with an open event stream never falls silent.
 *
 * <p>For one thread.
 */
public final class Browser implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final DebuggingChannel tab;

    private Browser(Process process, DebuggingChannel tab) {
        this.process = process;
        this.tab = tab;
    }

    /** The browser of this machine, if it has one. */
    public static Optional<Path> find() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return NAMES.stream()
                .flatMap(name -> Arrays.stream(path.split(File.pathSeparator)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it with everything it writes in an empty folder. */
    public static Browser start(Path executable, Path emptyFolder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                executable.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + emptyFolder,
                "about:blank"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(emptyFolder.resolve("output.log").toFile())
                .start();
        try {
            return new Browser(process, new DebuggingChannel(firstTab(port(process, emptyFolder))));
        } catch (IOException | RuntimeException e) {
            end(process);
            throw e;
        }
    }

    public void open(String address) {
        tab.send("Page.navigate", Map.of("url", address));
    }

    /** The size of the visible part and the colour scheme that the page is told. */
    public void show(int width, int height, boolean dark) {
        tab.send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        tab.send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Evaluates an expression in the page and returns its value as text. */
    public String evaluate(String expression) {
        JsonNode answer = tab.send(
                "Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true, "userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + " threw: " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value").asString("");
    }

    /** Presses and releases a key, named as in {@code KeyboardEvent.key}. */
    public void press(String key, int keyCode) {
        // Without its text the key of return presses no button.
        String text = key.equals("Enter") ? "\r" : "";
        tab.send("Input.dispatchKeyEvent", keyEvent("keyDown", key, keyCode, text));
        tab.send("Input.dispatchKeyEvent", keyEvent("keyUp", key, keyCode, ""));
    }

    /** The visible part as a PNG file. */
    public byte[] screenshot() {
        JsonNode answer = tab.send("Page.captureScreenshot", Map.of("format", "png"));
        return Base64.getDecoder().decode(answer.path("data").asString());
    }

    @Override
    public void close() {
        tab.close();
        end(process);
    }

    private static Map<String, ?> keyEvent(String type, String key, int keyCode, String text) {
        return Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", keyCode, "text", text);
    }

    private static int port(Process process, Path folder) {
        Path file = folder.resolve("DevToolsActivePort");
        await("the debugging port of Chromium").atMost(START_LIMIT).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("Chromium ended: " + Files.readString(folder.resolve("output.log")));
            }
            return Files.exists(file) && Files.readString(file).contains("\n");
        });
        try (Stream<String> lines = Files.lines(file)) {
            return Integer.parseInt(lines.findFirst().orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException(file + " can't be read", e);
        }
    }

    private static URI firstTab(int port) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            String list = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            for (JsonNode target : new JsonMapper().readTree(list)) {
                if (target.path("type").asString().equals("page")) {
                    return URI.create(target.path("webSocketDebuggerUrl").asString());
                }
            }
            throw new IOException("Chromium has no tab: " + list);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }
}
