package io.github.processpool.sample;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * What can be set under {@code sample.*}.
 *
 * @param workDirectory where the temporary folder for documents and pictures is made; the system's place if not set
 * @param exitWhenDone whether the application ends after the first round, with exit code 0 if all went as expected
 * @param documentTimeout how long a document may take in a worker
 * @param documentAttempts how often a document is rendered at most if it is lost with its worker, or with the instance that had it
 * @param maxPages how many pages of a document are rendered
 * @param maxDocuments how many documents are kept; the oldest finished ones give way
 * @param maxFileSize how large an uploaded document may be
 * @param maxViewers how many browsers may watch at once
 * @param updateInterval how long changes are collected before they are sent to the browsers
 * @param database where the pages are written down
 */
@ConfigurationProperties("sample")
public record SampleProperties(
        @Nullable Path workDirectory,
        @DefaultValue("false") boolean exitWhenDone,
        @DefaultValue("20s") Duration documentTimeout,
        @DefaultValue("1") int documentAttempts,
        @DefaultValue("100") int maxPages,
        @DefaultValue("100") int maxDocuments,
        @DefaultValue("25MB") DataSize maxFileSize,
        @DefaultValue("32") int maxViewers,
        @DefaultValue("250ms") Duration updateInterval,
        @DefaultValue Database database) {

    /**
     * The database of the rendered pages.
     *
     * @param own whether this application has one of its own; if not, {@code spring.datasource.url} says where it is
     * @param port of its own one, on the loopback address; 0 for any free one, which nobody but this application and its workers is told
     * @param password that others who use it have to give
     */
    public record Database(
            @DefaultValue("true") boolean own,
            @DefaultValue("0") int port,
            @DefaultValue("") String password) {

        @Override
        public String toString() {
            // Not the password.
            return "Database[own=" + own + ", port=" + port + "]";
        }
    }

    public SampleProperties {
        Assert.isTrue(
                documentTimeout.toMillis() > 0, () -> "sample.document-timeout must be positive: " + documentTimeout);
        Assert.isTrue(
                updateInterval.toMillis() > 0, () -> "sample.update-interval must be positive: " + updateInterval);
        atLeastOne("sample.document-attempts", documentAttempts);
        atLeastOne("sample.max-pages", maxPages);
        atLeastOne("sample.max-documents", maxDocuments);
        atLeastOne("sample.max-viewers", maxViewers);
        atLeastOne("sample.max-file-size", maxFileSize.toBytes());
    }

    private static void atLeastOne(String name, long value) {
        Assert.isTrue(value >= 1, () -> name + " must be at least 1: " + value);
    }
}
