package io.github.processpool.spring.worker.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Tells in the parent whether one of the application's databases may live in the memory of its process, so that each worker has
 * another one, which is empty. Which one it is, and whether it is, is decided in the worker, by {@link WorkerDatabases}. No bean is
 * made and no connection opened here.
 */
public final class PrivateDatabase {

    private static final String REMEDY =
            "Use a database that is a server, or a file of H2 with AUTO_SERVER=TRUE in its URL, for data that both have to see";

    /** A database of the application as far as it is known. */
    private record Known(DatabaseKind kind, String url) {}

    private PrivateDatabase() {}

    /** If not, nothing that creates or fills a database has to be there in workers. */
    public static boolean mayBeIn(BeanFactory beans) {
        boolean possible = DatabaseKind.canBeInMemory(
                beans instanceof ConfigurableBeanFactory configurable ? configurable.getBeanClassLoader() : null);
        return possible
                && databasesOf(beans).stream()
                        .anyMatch(known ->
                                known.kind() == DatabaseKind.IN_MEMORY || known.kind() == DatabaseKind.UNKNOWN);
    }

    /** What users should know before beans are called in workers. */
    public static Optional<String> warning(BeanFactory beans) {
        List<Known> databases = databasesOf(beans);
        for (Known known : databases) {
            if (known.kind() == DatabaseKind.FILE_OF_ONE_PROCESS) {
                return Optional.of(
                        "The application's database " + known.url() + " is a file that one process has for itself:"
                                + " workers can't open it, so beans that use it fail there. " + REMEDY);
            }
        }
        return databases.stream().anyMatch(known -> known.kind() == DatabaseKind.IN_MEMORY)
                ? Optional.of(
                        "The application's database is in memory, which processes can't share: beans that are called in"
                                + " workers see a database of their own in each worker, made and filled by the same scripts. "
                                + REMEDY)
                : Optional.empty();
    }

    private static List<Known> databasesOf(BeanFactory beans) {
        if (!(beans instanceof ListableBeanFactory listable)) {
            return List.of();
        }
        String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(listable, DataSource.class, true, false);
        List<Known> databases = new ArrayList<>();
        for (String name : names) {
            databases.add(of(beans, name, names.length == 1));
        }
        return databases;
    }

    /** One that is not made yet is taken for what the property says only if there is no other that it could be for. */
    private static Known of(BeanFactory beans, String name, boolean isOnly) {
        if (beans instanceof ConfigurableBeanFactory configurable
                && configurable.getSingleton(name) instanceof DataSource source) {
            String url = DatabaseKind.urlOf(source);
            return new Known(DatabaseKind.of(source), url == null ? "" : withoutSettings(url));
        }
        String url = isOnly ? beans.getBean(Environment.class).getProperty("spring.datasource.url") : null;
        return url == null
                ? new Known(DatabaseKind.UNKNOWN, "")
                : new Known(DatabaseKind.of(url), withoutSettings(url));
    }

    /** They may hold a password. */
    private static String withoutSettings(String url) {
        return url.replaceFirst("[;?].*", "");
    }
}
