package io.github.processpool.sample.startup;

import io.github.processpool.sample.SampleProperties;
import io.github.processpool.sample.document.DocumentService;
import io.github.processpool.sample.document.DocumentView;
import io.github.processpool.sample.document.NoRoomException;
import io.github.processpool.sample.document.Outcome;
import io.github.processpool.sample.document.RejectedDocumentException;
import io.github.processpool.sample.document.Workspace;
import io.github.processpool.sample.make.ShippedDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Processes the documents that the application starts with, tells how it goes, and prints a table of what became of them. The
 * web page is served meanwhile. An application that ends first ends the round as well, without a word: what it would use is gone.
 *
 * <p>Thread safety: runs on the main thread; finished documents arrive over a queue from the pool's callback threads, and the end of the
 * application is told by the thread that ends it.
 */
@Component
class FirstRound implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(FirstRound.class);
    private static final int TELL_EVERY_SECONDS = 2;

    private final DocumentService documents;
    private final Workspace workspace;
    private final SampleProperties properties;
    private final ConfigurableApplicationContext context;
    private final BlockingQueue<DocumentView> arrivals = new LinkedBlockingQueue<>();
    private final List<DocumentView> finished = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int all;
    private int underWay;
    private volatile boolean ending; // Written by the thread that ends the application.

    FirstRound(
            DocumentService documents,
            Workspace workspace,
            SampleProperties properties,
            ConfigurableApplicationContext context) {
        this.documents = documents;
        this.workspace = workspace;
        this.properties = properties;
        this.context = context;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException, InterruptedException {
        List<Path> files = Inputs.of(arguments.getNonOptionArgs(), workspace.shipped());
        all = files.size();
        log.info("Processing {} documents", all);
        for (Path file : files) {
            if (!ending) {
                give(file);
            }
        }
        while (underWay > 0 && !ending) {
            awaitOne();
        }
        if (ending) {
            return;
        }
        log.info("What became of the documents:{}{}", SummaryTable.of(finished), refusals());
        if (properties.exitWhenDone()) {
            exit();
        }
    }

    @EventListener
    public void end(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            ending = true;
        }
    }

    /** Whether every shipped document met the end it was made for; other documents may end as they like. */
    static boolean isAsExpected(List<DocumentView> documents) {
        return documents.stream().allMatch(FirstRound::isAsExpected);
    }

    private static boolean isAsExpected(DocumentView document) {
        return ShippedDocument.named(document.name())
                .map(shipped -> shipped.expected() == document.outcome())
                .orElse(document.outcome() != Outcome.NO_WORKER);
    }

    /** Gives one document to the service, waiting for others to finish as long as there is no room. */
    private void give(Path file) throws InterruptedException {
        while (true) {
            try {
                documents.add(file).finished().thenAccept(arrivals::add);
                underWay++;
                return;
            } catch (DataAccessException e) {
                if (ending) {
                    return; // Without its database.
                }
                throw e;
            } catch (RejectedDocumentException e) {
                refuse(file, e.words());
                return;
            } catch (IOException e) {
                refuse(file, "It can't be read: " + e.getMessage());
                return;
            } catch (NoRoomException e) {
                if (ending) {
                    return;
                }
                if (underWay == 0) {
                    refuse(file, e.words());
                    return;
                }
                awaitOne();
            }
        }
    }

    private void awaitOne() throws InterruptedException {
        DocumentView document = arrivals.poll(TELL_EVERY_SECONDS, TimeUnit.SECONDS);
        while (document == null && !ending) {
            tellWhatRuns();
            document = arrivals.poll(TELL_EVERY_SECONDS, TimeUnit.SECONDS);
        }
        if (document == null) {
            return;
        }
        underWay--;
        finished.add(document);
        log.info(
                "[{}/{}] {}: {} in {} by worker {}. {}",
                finished.size() + refused.size(),
                all,
                document.name(),
                SummaryTable.result(document),
                SummaryTable.seconds(document.millis()),
                SummaryTable.worker(document),
                document.words());
    }

    private void tellWhatRuns() {
        for (DocumentView document : documents.list()) {
            if (document.state().equals("running")) {
                log.info(
                        "… {}: {} of {} pages after {}, worker {}",
                        document.name(),
                        document.pagesDone(),
                        document.pagesTotal(),
                        SummaryTable.seconds(System.currentTimeMillis() - document.startedAt()),
                        SummaryTable.worker(document));
            }
        }
    }

    private void refuse(Path file, String reason) {
        refused.add(file.getFileName() + ": " + reason);
        log.warn("{} was not taken. {}", file, reason);
    }

    private String refusals() {
        return refused.isEmpty() ? "" : System.lineSeparator() + "  Not taken: " + String.join(" ", refused);
    }

    private void exit() {
        int code = isAsExpected(finished) && refused.isEmpty() ? 0 : 1;
        ExitCodeGenerator generator = () -> code;
        System.exit(SpringApplication.exit(context, generator));
    }
}
