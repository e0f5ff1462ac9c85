package io.github.processpool.sample.render;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What is known of rendered pages, in the database that the parent and its workers share: a worker adds each page as soon as it is
 * rendered, the parent reads and forgets. A page that was added is there whatever becomes of the worker after that.
 *
 * <p>Thread safety: has no state of its own; one row is one transaction.
 */
@Repository
public class PageRepository {

    private final JdbcClient database;

    public PageRepository(JdbcClient database) {
        this.database = database;
    }

    /** A number that no document has, be it one of another instance. */
    public long nextDocument() {
        return database.sql("select next value for document_number")
                .query(Long.class)
                .single();
    }

    /** Takes the place of what an earlier attempt, which was lost with its worker, has written of the same page. */
    public void add(String documentId, int run, RenderedPage page) {
        database.sql("""
                merge into rendered_page (document, run, page, width, height, excerpt, worker_pid)
                key (document, run, page) values (?, ?, ?, ?, ?, ?, ?)
                """)
                .params(documentId, run, page.number(), page.width(), page.height(), page.excerpt(), page.workerPid())
                .update();
    }

    /** The pages of one processing of a document that are rendered so far, in order. */
    public List<RenderedPage> pagesOf(String documentId, int run) {
        return database.sql("""
                select page as number, width, height, excerpt, worker_pid
                from rendered_page where document = ? and run = ? order by page
                """)
                .params(documentId, run)
                .query(RenderedPage.class)
                .list();
    }

    public void forget(String documentId, int run) {
        database.sql("delete from rendered_page where document = ? and run = ?")
                .params(documentId, run)
                .update();
    }

    public void forget(String documentId) {
        database.sql("delete from rendered_page where document = ?")
                .params(documentId)
                .update();
    }
}
