package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.assertInCaller;
import static io.github.processpool.spring.async.Places.assertInWorker;
import static io.github.processpool.spring.async.Places.here;
import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.Places.AnnotatedInterface;
import io.github.processpool.spring.async.Places.OfAnnotatedInterface;
import io.github.processpool.spring.async.Places.OfAnyVisibility;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.samples.Clinic;

/** Where the annotation may stand, and which methods of which beans then run in workers. */
class AnnotatedMethodsTest {

    private static final List<String> seen = new CopyOnWriteArrayList<>();

    private final ApplicationContextRunner application = InProcess.application();

    @BeforeEach
    void forget() {
        seen.clear();
    }

    @Test
    void annotatedMethodsOfAnyVisibilityButPrivate() {
        application.withBean(OfAnyVisibility.class).run(context -> {
            OfAnyVisibility bean = context.getBean(OfAnyVisibility.class);

            assertInWorker(bean.ofAll());
            assertInWorker(bean.ofSubclasses());
            assertInWorker(bean.ofThePackage());
            assertInCaller(bean.notAnnotated());
        });
    }

    static class NotAnnotatedBase {
        public CompletableFuture<String> inherited() {
            return here();
        }
    }

    @ProcessAsync("other")
    static class AnnotatedClass extends NotAnnotatedBase implements InitializingBean, AutoCloseable {
        public CompletableFuture<String> ofAll() {
            return here();
        }

        @ProcessAsync
        public CompletableFuture<String> withItsOwn() {
            return here();
        }

        CompletableFuture<String> ofThePackage() {
            return here();
        }

        /** Returns what no method that is called in a worker may return. */
        @Autowired
        public int use(Environment environment) {
            return 1;
        }

        @Override
        public void afterPropertiesSet() {
            seen.add(place());
        }

        @Override
        public void close() {
            seen.add(place());
        }

        @Override
        public String toString() {
            return place();
        }
    }

    @Test
    void publicMethodsOfAnAnnotatedClassButNotThoseForTheContainer() {
        application
                .withPropertyValues("process-pool.pools.other.max-workers=1")
                .withBean(AnnotatedClass.class)
                .run(context -> {
                    AnnotatedClass bean = context.getBean(AnnotatedClass.class);

                    assertThat(bean.ofAll()).succeedsWithin(LIMIT).isEqualTo("other");
                    assertInWorker(bean.withItsOwn());
                    assertInCaller(bean.ofThePackage());
                    assertInCaller(bean.inherited());
                    assertThat(bean).hasToString("caller");
                    bean.close();
                    bean.afterPropertiesSet();
                    assertThat(seen).containsOnly("caller");
                });
    }

    @ProcessAsync
    @Retention(RetentionPolicy.RUNTIME)
    @interface Isolated {
        @AliasFor(annotation = ProcessAsync.class)
        String pool() default "other";
    }

    static class WithMetaAnnotation {
        @Isolated
        public CompletableFuture<String> inOther() {
            return here();
        }

        @Isolated(pool = "process-pool")
        public CompletableFuture<String> inDefault() {
            return here();
        }
    }

    @Test
    void annotationThatIsPartOfAnother() {
        application
                .withPropertyValues("process-pool.pools.other.max-workers=1")
                .withBean(WithMetaAnnotation.class)
                .run(context -> {
                    WithMetaAnnotation bean = context.getBean(WithMetaAnnotation.class);

                    assertThat(bean.inOther()).succeedsWithin(LIMIT).isEqualTo("other");
                    assertInWorker(bean.inDefault());
                });
    }

    static final class FinalOfAnnotatedInterface implements AnnotatedInterface {
        @Override
        public CompletableFuture<String> place() {
            return here();
        }
    }

    @Test
    void methodsOfAnAnnotatedInterfaceByBothKindsOfProxies() {
        for (String byClass : List.of("true", "false")) {
            application
                    .withPropertyValues("spring.aop.proxy-target-class=" + byClass)
                    .withBean(OfAnnotatedInterface.class)
                    .run(context -> {
                        AnnotatedInterface bean = context.getBean(AnnotatedInterface.class);

                        assertThat(AopUtils.isCglibProxy(bean)).isEqualTo(byClass.equals("true"));
                        assertInWorker(bean.place());
                        assertInWorker(bean.byDefault());
                    });
        }
    }

    @Test
    void finalClassHasAProxyOfItsInterfaces() {
        application.withBean(FinalOfAnnotatedInterface.class).run(context -> {
            AnnotatedInterface bean = context.getBean(AnnotatedInterface.class);

            assertThat(Proxy.isProxyClass(bean.getClass())).isTrue();
            assertInWorker(bean.place());
        });
    }

    abstract static class GenericBase<T> {
        @ProcessAsync
        public CompletableFuture<String> tell(T value) {
            return CompletableFuture.completedFuture(value + " in " + place());
        }

        @ProcessAsync
        public abstract CompletableFuture<String> tellToo(T value);
    }

    static class OfNumbers extends GenericBase<Integer> {
        @Override
        public CompletableFuture<String> tellToo(Integer value) {
            return tellIt(value + 1);
        }

        private static CompletableFuture<String> tellIt(int value) {
            return CompletableFuture.completedFuture(value + " in " + place());
        }
    }

    @Test
    void methodsOfAGenericSuperclass() {
        application.withBean(OfNumbers.class).run(context -> {
            GenericBase<Integer> bean = context.getBean(OfNumbers.class);

            assertThat(bean.tell(1)).succeedsWithin(LIMIT).isEqualTo("1 in process-pool");
            assertThat(bean.tellToo(1)).succeedsWithin(LIMIT).isEqualTo("2 in process-pool");
        });
    }

    static class Overloaded {
        @ProcessAsync
        CompletableFuture<String> tell(int value) {
            return CompletableFuture.completedFuture("int in " + place());
        }

        @ProcessAsync("other")
        CompletableFuture<String> tell(Integer value) {
            return CompletableFuture.completedFuture("Integer in " + place());
        }

        CompletableFuture<String> tell(Object value) {
            return CompletableFuture.completedFuture("Object in " + place());
        }
    }

    @Test
    void overloadedMethodsAreToldApart() {
        application
                .withPropertyValues("process-pool.pools.other.max-workers=1")
                .withBean(Overloaded.class)
                .run(context -> {
                    Overloaded bean = context.getBean(Overloaded.class);

                    assertThat(bean.tell(1)).succeedsWithin(LIMIT).isEqualTo("int in process-pool");
                    assertThat(bean.tell(Integer.valueOf(1)))
                            .succeedsWithin(LIMIT)
                            .isEqualTo("Integer in other");
                    assertThat(bean.tell((Object) 1)).isCompletedWithValue("Object in caller");
                });
    }

    @Configuration
    static class AnnotatedConfiguration {
        @Bean
        OfAnnotatedInterface made() {
            return new OfAnnotatedInterface();
        }

        @ProcessAsync
        CompletableFuture<String> sameBean() {
            OfAnnotatedInterface bean = made();
            return CompletableFuture.completedFuture(bean == made() ? place() : "another bean");
        }
    }

    @Test
    void methodOfAConfigurationClass() {
        application.withUserConfiguration(AnnotatedConfiguration.class).run(context -> {
            assertInWorker(context.getBean(AnnotatedConfiguration.class).sameBean());
            assertInWorker(context.getBean(OfAnnotatedInterface.class).place());
        });
    }

    @Test
    void samplesOfSpringAreNotSpring() {
        application
                .withBean(Clinic.class)
                .run(context -> assertThat(context.getBean(Clinic.class).isOnPoolThread())
                        .succeedsWithin(LIMIT)
                        .isEqualTo(true));
    }

    static class Alternating implements AnnotatedInterface {
        @ProcessAsync("other")
        @Override
        public CompletableFuture<String> place() {
            return here();
        }
    }

    @Test
    void prototypesOfSeveralClassesUnderOneName() {
        AtomicBoolean first = new AtomicBoolean(true);
        application
                .withPropertyValues("process-pool.pools.other.max-workers=1", "spring.aop.proxy-target-class=false")
                .withBean(
                        "changing",
                        AnnotatedInterface.class,
                        () -> first.getAndSet(false) ? new OfAnnotatedInterface() : new Alternating(),
                        definition -> definition.setScope("prototype"))
                .run(context -> {
                    assertThat(((AnnotatedInterface) context.getBean("changing")).place())
                            .succeedsWithin(LIMIT)
                            .isEqualTo("process-pool");
                    assertThat(((AnnotatedInterface) context.getBean("changing")).place())
                            .succeedsWithin(LIMIT)
                            .isEqualTo("other");
                });
    }

    @Test
    void beanNameIsAnyText() {
        application
                .withBean("a bean/of: ünusual#name.1 ${x}", OfAnyVisibility.class)
                .run(context ->
                        assertInWorker(context.getBean(OfAnyVisibility.class).ofAll()));
    }
}
