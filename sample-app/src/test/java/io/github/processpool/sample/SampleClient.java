package io.github.processpool.sample;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to an instance of the application as a browser does. For one thread. */
public abstract class SampleClient implements AutoCloseable {

    /** For whatever needs a worker: on a busy machine it may have to be started first, with its application context. */
    public static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String BOUNDARY = "----a-boundary-that-no-document-contains";

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final int port;

    SampleClient(int port) {
        this.port = port;
    }

    public int port() {
        return port;
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    public JsonNode get(String path) {
        return json.readTree(new String(send(request(path).GET()).body(), StandardCharsets.UTF_8));
    }

    public HttpResponse<byte[]> download(String path) {
        return send(request(path).GET());
    }

    public HttpResponse<byte[]> post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Uploads files in one request, as a browser does. */
    public JsonNode upload(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\""
                            + file.getKey() + "\"\r\nContent-Type: application/pdf\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(file.getValue());
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = request("/api/documents")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
        return json.readTree(new String(send(request).body(), StandardCharsets.UTF_8));
    }

    /** Waits until a document is finished and returns it as it stands in the list. */
    public JsonNode finished(String id) {
        return await("the end of " + id)
                .atMost(LIMIT)
                .until(() -> get("/api/documents/" + id).path("document"), document -> document.hasNonNull("outcome"));
    }

    @Override
    public abstract void close();

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path)).timeout(LIMIT);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("The application did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
