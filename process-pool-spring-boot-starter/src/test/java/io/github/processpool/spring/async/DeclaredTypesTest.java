package io.github.processpool.spring.async;

import static io.github.processpool.spring.async.Analyses.assertAnalysis;
import static io.github.processpool.spring.async.Analyses.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.ProcessFuture;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.autoconfigure.ProcessPoolMetricsAutoConfiguration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.servlet.http.Part;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import kotlin.coroutines.Continuation;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.validation.BindingResult;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Parameters and results of annotated methods that can't travel end the start of the application. */
class DeclaredTypesTest {

    private final ApplicationContextRunner application = InProcess.application();

    static class WrongReturns {
        @ProcessAsync
        public int number() {
            return 1;
        }

        @ProcessAsync
        public List<String> list() {
            return List.of();
        }

        @ProcessAsync
        public SpecialFuture special() {
            return new SpecialFuture();
        }
    }

    static class SpecialFuture extends CompletableFuture<String> {}

    @Test
    void otherReturnTypes() {
        assertProblem(WrongReturns.class, "WrongReturns.number returns int", "for example CompletableFuture<Integer>");
        assertProblem(WrongReturns.class, "WrongReturns.list returns java.util.List", "Return void, Future");
        assertProblem(WrongReturns.class, "WrongReturns.special returns", "ProcessFuture or, with Reactor, Mono.");
    }

    static class Suspending {
        @ProcessAsync
        public Object load(long id, Continuation<? super String> continuation) {
            return id;
        }
    }

    @Test
    void suspendFunction() {
        assertProblem(
                Suspending.class,
                "Suspending.load is a suspend function of Kotlin",
                "Let Suspending.load be an ordinary function");
    }

    record NotSerializable(String text) {}

    static class WrongParameters {
        @ProcessAsync
        public void read(InputStream content) {}

        @ProcessAsync
        public void optional(Optional<NotSerializable> perhaps) {}

        @ProcessAsync
        public void image(BufferedImage image) {}

        @ProcessAsync
        public void session(Session session) {}

        @ProcessAsync
        public void records(List<NotSerializable> all, Map<String, NotSerializable[]> byName) {}

        @ProcessAsync
        public CompletableFuture<Thread> result() {
            return CompletableFuture.completedFuture(Thread.currentThread());
        }
    }

    @Test
    void metersDoNotKeepValuesFromBeingLookedAt() {
        assertAnalysis(
                application
                        .withConfiguration(AutoConfigurations.of(ProcessPoolMetricsAutoConfiguration.class))
                        .withBean(SimpleMeterRegistry.class)
                        .withBean("subject", WrongParameters.class),
                analysis -> assertThat(analysis.getDescription()).contains("java.io.InputStream, which can't"));
    }

    @Test
    void valuesThatCanNotTravel() {
        assertProblem(
                WrongParameters.class,
                "WrongParameters.read can't be called in another process: the parameter 'content' is of the type"
                        + " java.io.InputStream",
                "InputStream in WrongParameters.read: send a byte[], a Path or a SharedBuffer");
        assertProblem(WrongParameters.class, "the parameter 'perhaps' is of the type", "NotSerializable in");
        assertProblem(WrongParameters.class, "'image' is of the type java.awt.image.BufferedImage", "ImageIO.write");
        assertProblem(WrongParameters.class, "'session' is of the type org.hibernate.Session", "have it injected");
        assertProblem(WrongParameters.class, "the parameter 'all' is of the type", "NotSerializable in");
        assertProblem(WrongParameters.class, "the parameter 'byName' is of the type", "NotSerializable in");
        assertProblem(WrongParameters.class, "its result is of the type java.lang.Thread", "can't leave its process");
    }

    static class PerhapsSerializable {}

    static class Serialized extends PerhapsSerializable implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static class GoodParameters {
        @ProcessAsync
        public ProcessFuture<Map<String, Object>> run(
                Object any,
                PerhapsSerializable open,
                Path file,
                Optional<List<Path>> files,
                OptionalInt number,
                ByteBuffer bytes,
                MappedByteBuffer mapped,
                Lock lock,
                Iterator<String> shared,
                List<?> list,
                int[] numbers,
                Serializable some,
                String... text) {
            return ProcessAsyncResult.of(Map.of());
        }
    }

    @Test
    void typesOfWhichSomeObjectsMayTravelAreNoProblem() {
        application
                .withBean(GoodParameters.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    static class Node<N extends Node<N>> implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static class Tree extends ArrayList<Tree> {
        private static final long serialVersionUID = 1L;
    }

    static class Keyed extends HashMap<Keyed, Keyed> {
        private static final long serialVersionUID = 1L;
    }

    static class BoundByThemselves {
        @ProcessAsync
        public <T extends Comparable<T>> CompletableFuture<T> max(List<T> values) {
            return CompletableFuture.completedFuture(values.get(0));
        }

        @ProcessAsync
        public <T extends Comparable<? super T>> CompletableFuture<List<? extends T>> sorted(Map<String, T> values) {
            return CompletableFuture.completedFuture(List.copyOf(values.values()));
        }

        @ProcessAsync
        @SuppressWarnings("rawtypes")
        public CompletableFuture<Enum> raw(Node node) {
            return CompletableFuture.completedFuture(null);
        }

        @ProcessAsync
        public <N extends Node<N>, L extends List<L>> CompletableFuture<N> variable(N node, L list) {
            return CompletableFuture.completedFuture(node);
        }

        @ProcessAsync
        public CompletableFuture<Tree> tree(Tree tree, Keyed keyed) {
            return CompletableFuture.completedFuture(tree);
        }
    }

    @Test
    void typesThatAreBoundByThemselvesAreNoProblem() {
        application
                .withBean(BoundByThemselves.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Entity
    static class Customer {
        @Id
        private long id;
    }

    static class Plain {}

    static class Concrete {
        @ProcessAsync
        public CompletableFuture<List<Customer>> customers(Plain plain) {
            return CompletableFuture.completedFuture(List.of());
        }
    }

    @Test
    void classesOfWhichThereIsNoSerializableOne() {
        assertProblem(
                Concrete.class,
                "its result is of the type " + Customer.class.getName() + ", which is not serializable",
                "Customer in Concrete.customers: return or pass a record of what is needed of the entity");
        assertProblem(
                Concrete.class,
                "the parameter 'plain' is of the type " + Plain.class.getName(),
                "Plain in Concrete.customers: let it implement java.io.Serializable");
    }

    static class OfAModule {
        @ProcessAsync
        public void run(Timer timer) {}
    }

    @Test
    void whereNobodyCanLookThereMayBeASerializableOne() {
        application.withBean(OfAModule.class).run(context -> assertThat(context).hasNotFailed());
    }

    static class OfTheWeb {
        @ProcessAsync
        public void part(Part part, FilePart file) {}

        @ProcessAsync
        public void resource(Resource resource, BindingResult result) {}

        @ProcessAsync
        public CompletableFuture<ResponseEntity<String>> entity(Stream<String> text) {
            return CompletableFuture.completedFuture(ResponseEntity.ok(""));
        }

        @ProcessAsync
        public CompletableFuture<SseEmitter> emitter(HttpEntity<String> entity) {
            return CompletableFuture.completedFuture(new SseEmitter());
        }

        @ProcessAsync
        public CompletableFuture<ModelAndView> view() {
            return CompletableFuture.completedFuture(new ModelAndView());
        }
    }

    @Test
    void holdersOfDataMayTravelByASerializerOfTheApplication() {
        assertAnalysis(
                application
                        .withBean(PayloadSerializer.class, () -> mock(PayloadSerializer.class))
                        .withBean("subject", OfTheWeb.class),
                analysis -> assertThat(analysis.getDescription())
                        .contains("jakarta.servlet.http.Part", "SseEmitter")
                        .doesNotContain("Resource", "BindingResult", "ResponseEntity", "HttpEntity", "ModelAndView"));
    }

    @Test
    void whatIsOfARequestOrResponseNeverTravels() {
        for (String type : List.of(
                "jakarta.servlet.http.Part",
                "org.springframework.http.codec.multipart.FilePart",
                "org.springframework.core.io.Resource",
                "org.springframework.validation.BindingResult",
                "org.springframework.http.ResponseEntity",
                "java.util.stream.Stream",
                "org.springframework.http.HttpEntity",
                "org.springframework.web.servlet.mvc.method.annotation.SseEmitter",
                "org.springframework.web.servlet.ModelAndView")) {
            assertProblem(
                    OfTheWeb.class, "is of the type " + type + ", which can't leave its process", " in OfTheWeb.");
        }
    }

    interface NameOnly {
        String getName();
    }

    interface Mixed {
        String getName();

        void setName(String name);
    }

    static class Projecting {
        @ProcessAsync
        public CompletableFuture<List<NameOnly>> names() {
            return CompletableFuture.completedFuture(List.of());
        }

        @ProcessAsync
        public CompletableFuture<Mixed> other() {
            return CompletableFuture.completedFuture(null);
        }
    }

    @AutoConfigurationPackage
    static class ApplicationOfThisPackage {}

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void interfacesOfGettersWithoutASerializableClassAreTold(CapturedOutput output) {
        application
                .withUserConfiguration(ApplicationOfThisPackage.class)
                .withBean(Projecting.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .containsOnlyOnce("The result of Projecting.names is of the interface " + NameOnly.class.getName())
                .doesNotContain(Mixed.class.getName());
    }
}
