package io.github.processpool.internal.system;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.TimeZone;

/**
 * A default time zone that code has made, so that no name stands for it: a text among the arguments of a worker, which makes it its
 * default as the first thing. A {@code -Duser.timezone} that follows wins. Stateless.
 */
public final class CustomZone {

    private static final String NAME = "user.timezone";
    private static final String PROPERTY = "process-pool-zone";

    private CustomZone() {}

    /** Returns arguments for a worker; none for a zone of a class that is not the JDK's. */
    public static List<String> arguments(TimeZone zone) {
        if (zone.getClass().getClassLoader() != null) {
            return List.of();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(zone);
        } catch (IOException e) {
            return List.of();
        }
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        // The name that this JVM was started with is inherited, too.
        return List.of("-D" + NAME + "=", "-D" + PROPERTY + "=" + text);
    }

    /** In a worker, before the time zone is asked for the first time. */
    public static void install() {
        String text = System.clearProperty(PROPERTY);
        if (text == null || !System.getProperty(NAME, "").isEmpty()) {
            return;
        }
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("java.base/*;!*"));
            TimeZone.setDefault((TimeZone) in.readObject());
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            System.err.println("The default time zone of the parent can't be read: " + e);
        }
    }
}
