package io.github.processpool.spring.async.check;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * Knows types of which no value can travel. It only says so where there is no doubt: of an interface, or of an abstract class, some
 * objects may be serializable, and so may those of a class with subclasses that are. Stateless.
 */
final class ValueTypes {

    private static final String BYTES = "pass a byte[], the name of a file or a SharedBuffer";
    private static final String REQUEST = "take what the method needs out of it before the call, and pass that";
    private static final String INJECTED = "have it injected: the worker's bean has its own";
    private static final String BODY = "return what is in it, and let the caller make it of that";
    private static final String EMITTER =
            "keep it with the caller, and send it what the method returns or reports as progress";
    private static final String VALUES = "collect what is in it into a list, and pass that";

    /** By name, because most of them are not always there; with what to do instead. */
    private static final Map<String, String> NEVER = Map.ofEntries(
            Map.entry("java.io.InputStream", BYTES),
            Map.entry("java.io.OutputStream", "return a byte[], or pass the name of a file to write to"),
            Map.entry("java.io.Reader", BYTES),
            Map.entry("java.io.Writer", "return a String, or pass the name of a file to write to"),
            Map.entry("java.nio.channels.Channel", BYTES),
            Map.entry("java.util.stream.BaseStream", VALUES),
            Map.entry(
                    "java.lang.Thread",
                    "a thread can't leave its process; interrupting the task is cancelling its future"),
            Map.entry("java.lang.ClassLoader", INJECTED),
            Map.entry("java.net.Socket", BYTES),
            Map.entry("java.sql.Connection", "have the DataSource injected: the worker's bean has its own"),
            Map.entry("java.sql.Statement", "have the DataSource injected: the worker's bean has its own"),
            Map.entry("java.sql.ResultSet", VALUES),
            Map.entry("jakarta.servlet.ServletRequest", REQUEST),
            Map.entry("jakarta.servlet.ServletResponse", "return what is to be written"),
            Map.entry("jakarta.servlet.http.HttpSession", REQUEST),
            Map.entry("jakarta.servlet.http.Part", BYTES),
            Map.entry("jakarta.persistence.EntityManager", INJECTED),
            Map.entry("jakarta.persistence.EntityManagerFactory", INJECTED),
            Map.entry("org.springframework.beans.factory.BeanFactory", INJECTED),
            Map.entry("org.springframework.http.codec.multipart.Part", BYTES),
            Map.entry("org.springframework.web.multipart.MultipartFile", "pass its getBytes()"),
            Map.entry("org.springframework.web.server.ServerWebExchange", REQUEST),
            Map.entry("org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter", EMITTER),
            Map.entry("org.springframework.web.reactive.socket.WebSocketSession", EMITTER),
            Map.entry("org.springframework.web.socket.WebSocketSession", EMITTER));

    /** Holders of data, by name too: a serializer of the user's may write them. */
    private static final Map<String, String> NEVER_BY_JAVA = Map.of(
            "org.springframework.core.io.Resource",
            BYTES,
            "org.springframework.http.HttpEntity",
            BODY,
            "org.springframework.validation.BindingResult",
            "look at it before the call, and pass what was validated",
            "org.springframework.web.servlet.ModelAndView",
            BODY);

    private static final String ENTITY = "jakarta.persistence.Entity";

    /** What Java serialization can't write, though one might think so. */
    private static final Map<Class<?>, String> NOT_BY_JAVA = Map.of(
            Path.class, "pass its toString(), or a java.io.File", Optional.class, "pass the value itself, or null");

    /** JDK classes that are no values themselves but hold some. */
    private static final Set<Class<?>> CONTAINERS = Set.of(Collection.class, Map.class);

    /** A class of lists that holds itself has no end. */
    private static final int DEEPEST = 8;

    private ValueTypes() {}

    /** A type that can't travel. */
    record Unfit(Class<?> type, String reason, String remedy) {}

    /**
     * Looks at a type, and at those of elements of arrays, collections and maps.
     *
     * @param byJava whether values travel by Java serialization
     * @param mayBeSerializable whether a class that is not serializable may have a subclass that is
     * @return null unless it is sure that no value, null apart, can travel
     */
    static @Nullable Unfit unfit(ResolvableType type, boolean byJava, Predicate<Class<?>> mayBeSerializable) {
        return values(type, 0)
                .map(value -> unfitValue(value, byJava, mayBeSerializable))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The classes of the values that are not only there to hold others. */
    private static Stream<Class<?>> values(ResolvableType type, int depth) {
        Class<?> raw = type.resolve();
        if (raw == null || depth > DEEPEST) {
            return Stream.empty();
        } else if (raw.isArray()) {
            return values(type.getComponentType(), depth + 1);
        }
        for (Class<?> container : CONTAINERS) {
            if (container.isAssignableFrom(raw)) {
                return Stream.of(type.as(container).getGenerics()).flatMap(element -> values(element, depth + 1));
            }
        }
        return Stream.of(raw);
    }

    private static @Nullable Unfit unfitValue(Class<?> type, boolean byJava, Predicate<Class<?>> mayBeSerializable) {
        if (type.isPrimitive() || type == Void.class || Serializable.class.isAssignableFrom(type)) {
            return null;
        }
        for (Class<?> known : withSupertypes(type)) {
            String remedy = NEVER.get(known.getName());
            if (remedy == null && byJava) {
                remedy = NEVER_BY_JAVA.get(known.getName());
            }
            if (remedy != null) {
                return new Unfit(type, "can't leave its process", remedy);
            }
        }
        if (!byJava) {
            return null;
        } else if (NOT_BY_JAVA.containsKey(type)) {
            return new Unfit(type, "is not serializable", NOT_BY_JAVA.get(type));
        }
        boolean isCertain = Modifier.isFinal(type.getModifiers())
                || type != Object.class && !Modifier.isAbstract(type.getModifiers()) && !mayBeSerializable.test(type);
        return isCertain ? new Unfit(type, "is not serializable", remedy(type)) : null;
    }

    private static String remedy(Class<?> type) {
        boolean isEntity = Stream.of(type.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getName().equals(ENTITY));
        return isEntity
                ? "return or pass a record of what is needed of the entity, or its id; or let it implement"
                        + " java.io.Serializable, if nothing of it is loaded later"
                : "let it implement java.io.Serializable, or pass something else";
    }

    /** Interfaces that others extend, too. */
    private static Set<Class<?>> withSupertypes(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> one = type; one != null; one = one.getSuperclass()) {
            all.add(one);
            for (Class<?> extended : one.getInterfaces()) {
                all.addAll(withSupertypes(extended));
            }
        }
        return all;
    }
}
