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
 * @param maxPages how many pages of a document are rendered
 * @param maxDocuments how many documents are kept; the oldest finished ones give way
 * @param maxFileSize how large an uploaded document may be
 * @param maxViewers how many browsers may watch at once
 * @param updateInterval how long changes are collected before they are sent to the browsers
 */
@ConfigurationProperties("sample")
public record SampleProperties(
        @Nullable Path workDirectory,
        @DefaultValue("false") boolean exitWhenDone,
        @DefaultValue("20s") Duration documentTimeout,
        @DefaultValue("100") int maxPages,
        @DefaultValue("100") int maxDocuments,
        @DefaultValue("25MB") DataSize maxFileSize,
        @DefaultValue("32") int maxViewers,
        @DefaultValue("250ms") Duration updateInterval) {

    public SampleProperties {
        Assert.isTrue(
                documentTimeout.toMillis() > 0, () -> "sample.document-timeout must be positive: " + documentTimeout);
        Assert.isTrue(
                updateInterval.toMillis() > 0, () -> "sample.update-interval must be positive: " + updateInterval);
        atLeastOne("sample.max-pages", maxPages);
        atLeastOne("sample.max-documents", maxDocuments);
        atLeastOne("sample.max-viewers", maxViewers);
        atLeastOne("sample.max-file-size", maxFileSize.toBytes());
    }

    private static void atLeastOne(String name, long value) {
        Assert.isTrue(value >= 1, () -> name + " must be at least 1: " + value);
    }
}
