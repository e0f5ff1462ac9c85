package io.github.processpool.spring.worker.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.worker.effect.Effects;
import io.github.processpool.spring.worker.likeness.ApplicationShape;
import io.github.processpool.spring.worker.values.Connection;
import io.github.processpool.spring.worker.values.Packed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The form in which a description travels. */
class DescriptionBytesTest {

    /** No record that workers may be sent. */
    private record Foreign(String text) {}

    @Test
    void whatIsReadIsWhatWasWritten() throws Exception {
        ApplicationDescription description = description();

        assertThat(DescriptionBytes.read(DescriptionBytes.of(description))).isEqualTo(description);
    }

    @Test
    void noRecordIsReadInJavasOwnWay() throws Exception {
        List<String> records = new ArrayList<>();
        byte[] bytes = DescriptionBytes.of(description());

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
                Class<?> type = super.resolveClass(description);
                if (type.isRecord()) {
                    records.add(type.getName());
                }
                return type;
            }
        }) {
            in.readObject();
        }

        assertThat(records).isEmpty();
    }

    @Test
    void whatIsNoSerializableRecordIsNotMade() throws IOException {
        byte[] bytes = written(RecordParts.of(new Foreign("x")));

        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("is no serializable record");
    }

    private static byte[] written(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    private static ApplicationDescription description() {
        return new ApplicationDescription(
                "jvm",
                7,
                new ApplicationLaunch(
                        null,
                        "com.example.Main",
                        List.of("com.example.Main"),
                        List.of("--a=b"),
                        false,
                        List.of("prod"),
                        false,
                        ContextKind.SERVLET_SERVER),
                Map.of("server.port", "8080"),
                new ConfigurationFiles(
                        List.of(new ConfigurationFiles.File("application.yml", Map.of("a", "b"))), List.of("prod")),
                List.of(new Connection("database", true, false, new Packed.Text("java.lang.String", "jdbc:h2:mem:a"))),
                new Effects(List.of("one"), List.of(), List.of(), true),
                new ApplicationDescription.Settings(
                        Map.of(), List.of(), List.of("bean"), true, List.of(), Duration.ofSeconds(3)),
                new ApplicationShape(Map.of("bean", 3), Map.of(), Map.of()),
                new ServletSettings("/app", null, Map.of()));
    }
}
