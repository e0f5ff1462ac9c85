package io.github.processpool.sample.render;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

/** Repositories on databases of their own, in memory. */
public final class PageDatabase {

    private PageDatabase() {}

    public static PageRepository empty() {
        return new PageRepository(JdbcClient.create(new EmbeddedDatabaseBuilder()
                .generateUniqueName(true)
                .setType(EmbeddedDatabaseType.H2)
                .addScript("schema.sql")
                .build()));
    }
}
