package io.github.processpool.internal.remedy;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a type of which values can't travel, as the end of a sentence. The table is the only one there is; types are known
 * by name, because most are not always there. Immutable.
 *
 * @param certainty how sure it is that no value of the type can travel
 * @param words what to do
 * @param injectable whether a worker that has the application's beans has one of its own
 */
public record Remedy(Certainty certainty, String words, boolean injectable) {

    /** How sure it is that no value of a type can travel. */
    public enum Certainty {
        /** In no format, and though it may claim to be serializable. */
        DESPITE_ITS_CLAIM,
        /** In no format; a subclass that is serializable is another matter. */
        NEVER,
        /** A serializer of the user's may be able to write it. */
        NOT_BY_JAVA,
        /** Some objects can, or shared ones take their place: to be told of an object that has been refused, and not before. */
        PERHAPS
    }

    private static final String BYTES = "send a byte[], a Path or a SharedBuffer";
    private static final String REQUEST = "take what the task needs out of it before the call, and send that";
    private static final String BODY = "send what is in it, and let the other side make it of that";
    private static final String EMITTER =
            "keep it with the caller, and send it what the task returns or reports as progress";
    private static final String VALUES = "collect what is in it into a list, and send that; many inputs go through map";
    private static final String ID = "send the id or a record of what is needed, and let the task open one of its own";
    private static final String DATABASE =
            "let the task connect to the database by itself, and send what the query needs";
    private static final String IMAGE =
            "send a byte[] that ImageIO.write has filled and ImageIO.read reads, or the Path of a file";
    private static final String LOCK = "let workers call it in this process, through pool.share(…)";
    private static final String OWN = "let the task make one of its own";

    private static final Map<String, Remedy> TABLE = table();

    private static Map<String, Remedy> table() {
        Map<String, Remedy> table = new HashMap<>();
        Certainty never = Certainty.NEVER;
        put(
                table,
                never,
                BYTES,
                "java.io.InputStream",
                "java.io.Reader",
                "java.nio.channels.Channel",
                "java.net.Socket");
        put(table, never, BYTES, "java.net.ServerSocket", "java.net.DatagramSocket", "java.io.RandomAccessFile");
        put(table, never, BYTES, "java.util.zip.ZipFile", "java.lang.foreign.MemorySegment");
        put(table, never, BYTES, "jakarta.servlet.http.Part", "org.springframework.http.codec.multipart.Part");
        put(table, never, "return a byte[], or send the Path of a file to write to", "java.io.OutputStream");
        put(table, never, "return a String, or send the Path of a file to write to", "java.io.Writer");
        put(table, never, VALUES, "java.util.stream.BaseStream", "java.util.Spliterator", "java.sql.ResultSet");
        put(
                table,
                never,
                "a thread can't leave its process; interrupting the task is cancelling its future",
                "java.lang.Thread",
                "java.lang.ThreadGroup");
        put(table, never, "a process belongs to the one that has started it; send its pid", "java.lang.Process");
        put(table, never, REQUEST, "jakarta.servlet.ServletRequest", "jakarta.servlet.http.HttpSession");
        put(table, never, REQUEST, "org.springframework.web.server.ServerWebExchange");
        put(table, never, "return what is to be written", "jakarta.servlet.ServletResponse");
        put(table, never, "send its getBytes()", "org.springframework.web.multipart.MultipartFile");
        put(table, never, EMITTER, "org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter");
        put(table, never, EMITTER, "org.springframework.web.reactive.socket.WebSocketSession");
        put(table, never, EMITTER, "org.springframework.web.socket.WebSocketSession");
        putOwn(table, never, DATABASE, "java.sql.Connection", "java.sql.Statement");
        putOwn(table, never, OWN, "java.lang.ClassLoader", "org.springframework.beans.factory.BeanFactory");
        putOwn(table, never, ID, "jakarta.persistence.EntityManager", "jakarta.persistence.EntityManagerFactory");
        // They are declared serializable, but refuse to be written as long as they are open.
        putOwn(
                table,
                Certainty.DESPITE_ITS_CLAIM,
                ID,
                "org.hibernate.SharedSessionContract",
                "org.hibernate.SessionFactory");

        Certainty byJava = Certainty.NOT_BY_JAVA;
        put(table, byJava, IMAGE, "java.awt.image.BufferedImage", "java.awt.image.Raster");
        put(table, byJava, BYTES, "org.springframework.core.io.Resource");
        put(table, byJava, BODY, "org.springframework.http.HttpEntity", "org.springframework.web.servlet.ModelAndView");
        put(
                table,
                byJava,
                "look at it before the call, and send what was validated",
                "org.springframework.validation.BindingResult");
        put(table, byJava, "send an array, or a ByteBuffer", "java.nio.IntBuffer", "java.nio.LongBuffer");
        put(table, byJava, "send an array, or a ByteBuffer", "java.nio.DoubleBuffer", "java.nio.FloatBuffer");
        put(table, byJava, "send an array, or a ByteBuffer", "java.nio.ShortBuffer");
        put(table, byJava, "send its toString()", "java.nio.CharBuffer", "java.util.StringJoiner");
        put(table, byJava, "send what it finds, or pattern and text", "java.util.regex.Matcher", "java.util.Scanner");

        Certainty perhaps = Certainty.PERHAPS;
        put(table, perhaps, IMAGE, "java.awt.Image");
        put(table, perhaps, VALUES, "java.util.Iterator", "java.util.Enumeration");
        put(table, perhaps, LOCK, "java.util.concurrent.locks.Lock", "java.util.concurrent.locks.ReadWriteLock");
        put(table, perhaps, LOCK, "java.util.concurrent.locks.Condition", "java.util.concurrent.CountDownLatch");
        put(table, perhaps, LOCK, "java.util.concurrent.CyclicBarrier", "java.util.concurrent.Phaser");
        put(table, perhaps, OWN, "java.util.concurrent.Executor", "java.util.Timer", "java.net.http.HttpClient");
        put(
                table,
                perhaps,
                "wait for it before the call, and send its result",
                "java.util.concurrent.Future",
                "java.util.concurrent.CompletionStage");
        putOwn(table, perhaps, DATABASE, "javax.sql.DataSource");
        put(
                table,
                perhaps,
                "only the default file system is there in every process; copy the file to it, or send its bytes",
                "java.nio.file.Path");
        put(table, perhaps, "send a Path, and let the task open it", "java.nio.file.FileSystem");
        put(table, perhaps, "send what it holds", "java.lang.ref.Reference", "java.lang.ThreadLocal");
        return table;
    }

    private static void put(Map<String, Remedy> table, Certainty certainty, String words, String... types) {
        for (String type : types) {
            table.put(type, new Remedy(certainty, words, false));
        }
    }

    private static void putOwn(Map<String, Remedy> table, Certainty certainty, String words, String... types) {
        for (String type : types) {
            table.put(type, new Remedy(certainty, words, true));
        }
    }

    /** Returns what is known of a class, or of the first among its superclasses and interfaces of which anything is. */
    public static @Nullable Remedy of(Class<?> type) {
        return withSupertypes(type).stream()
                .map(known -> TABLE.get(known.getName()))
                .filter(remedy -> remedy != null)
                .findFirst()
                .orElse(null);
    }

    /** Returns what is known of a class of which only the name is: one of the JDK's or of the table. */
    public static @Nullable Remedy of(String className) {
        Remedy exact = TABLE.get(className);
        try {
            return exact == null ? of(Class.forName(className, false, ClassLoader.getPlatformClassLoader())) : exact;
        } catch (ClassNotFoundException | LinkageError e) {
            return exact;
        }
    }

    /** The names of all types in the table. */
    static List<String> types() {
        return TABLE.keySet().stream().sorted().toList();
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
