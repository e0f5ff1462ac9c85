package io.github.processpool.spring.worker.leftout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.worker.ContextOfWorker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Beans that are there from the start of a worker, and those that are made when they are needed. */
class LazyDefinitionsTest {

    private static final List<String> MADE = new ArrayList<>();

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    private final AnnotationConfigApplicationContext context = worker.context();

    @BeforeEach
    void forget() {
        MADE.clear();
    }

    @Test
    void nothingIsMadeBeforeItIsNeeded() {
        worker.refresh(Beans.class);
        assertThat(MADE).containsExactly("explicitly not lazy");
    }

    @Test
    void whatAFilterOfTheApplicationNamesIsMadeFromTheStart() {
        worker.refresh(Filtering.class);
        assertThat(MADE).containsExactly("named by a filter");
    }

    @Test
    void repositoriesAreMadeWhenTheyAreNeededThoughTheirDefinitionsAreNotLazy() {
        RootBeanDefinition definition = new RootBeanDefinition(Repositories.class, Repositories::new);
        definition.setLazyInit(false);
        context.registerBeanDefinition("books", definition);
        worker.refresh(Beans.class);
        assertThat(MADE).containsExactly("explicitly not lazy");
        context.getBean("&books");
        assertThat(MADE).containsExactly("explicitly not lazy", "repository");
    }

    @Test
    void scheduledBeansAreNotMadeFromTheStartThoughBootWouldDoSo() {
        worker.refresh(Beans.class, TaskSchedulingAutoConfiguration.class);
        assertThat(context.containsBean("scheduledBeanLazyInitializationExcludeFilter"))
                .isTrue();
        assertThat(MADE).containsExactly("explicitly not lazy");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Beans {

        @Bean
        Client client() {
            MADE.add("client");
            return new Client();
        }

        @Bean
        @Lazy(false)
        Integer eager() {
            MADE.add("explicitly not lazy");
            return 1;
        }
    }

    static final class Client implements SmartLifecycle {

        @Scheduled(fixedRate = 1)
        void tick() {
            MADE.add("tick");
        }

        @Override
        public void start() {
            MADE.add("start");
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Filtering {

        @Bean
        static LazyInitializationExcludeFilter numbersAreNeeded() {
            return LazyInitializationExcludeFilter.forBeanTypes(Number.class);
        }

        @Bean
        Integer number() {
            MADE.add("named by a filter");
            return 1;
        }

        @Bean
        String text() {
            MADE.add("text");
            return "text";
        }
    }

    static class Repositories extends RepositoryFactoryBeanSupport<Books, String, Long> {

        Repositories() {
            super(Books.class);
        }

        /** Instead of looking through queries, for which there is no store. */
        @Override
        public void afterPropertiesSet() {
            MADE.add("repository");
        }

        @Override
        protected RepositoryFactorySupport createRepositoryFactory() {
            throw new UnsupportedOperationException();
        }
    }

    @NoRepositoryBean // Other tests look for repositories in this package.
    interface Books extends Repository<String, Long> {}
}
