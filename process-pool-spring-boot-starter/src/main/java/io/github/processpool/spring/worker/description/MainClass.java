package io.github.processpool.spring.worker.description;

import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * The class with which an application begins: found in the parent, called in a worker. It is the outermost {@code main} below the
 * run on the stack, since an inner one may be called by another that adds to it; or that of the JVM, for an application that
 * starts on another thread. The {@code main} of something that only runs the application, a launcher or a test framework, does
 * not count.
 */
public final class MainClass {

    private static final List<String> TEST_FRAMEWORKS =
            List.of("org.junit.", "org.testng.", "org.spockframework.", "io.cucumber.", "org.apache.maven.surefire.");
    private static final List<String> LAUNCHERS =
            List.of("org.springframework.boot.loader.", "com.intellij.rt.", "org.eclipse.", "java.", "jdk.", "sun.");

    private MainClass() {}

    /**
     * Finds the main class of the run on this thread.
     *
     * @param sources what the run was told to load
     */
    static @Nullable String find(Collection<Object> sources) {
        Set<ClassLoader> loaders = loadersOf(sources);
        Class<?> onStack = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> outermost(frames.iterator(), loaders));
        if (onStack != null) {
            return onStack.getName();
        }
        Class<?> ofJvm = ofThisJvm();
        return ofJvm != null && isBesideOneOf(sources, ofJvm) ? ofJvm.getName() : null;
    }

    /** A servlet container is on the stack of the applications in it, but sees none of their classes. */
    private static Set<ClassLoader> loadersOf(Collection<Object> sources) {
        Set<ClassLoader> loaders = new HashSet<>();
        loaders.add(Thread.currentThread().getContextClassLoader());
        for (Object source : sources) {
            if (source instanceof Class<?> type) {
                loaders.add(type.getClassLoader());
            }
        }
        return loaders;
    }

    private static @Nullable Class<?> outermost(Iterator<StackFrame> frames, Set<ClassLoader> loaders) {
        Class<?> found = null;
        while (frames.hasNext()) {
            StackFrame frame = frames.next();
            String name = frame.getClassName();
            if (TEST_FRAMEWORKS.stream().anyMatch(name::startsWith)) {
                return found;
            }
            if ("main".equals(frame.getMethodName())
                    && LAUNCHERS.stream().noneMatch(name::startsWith)
                    && loaders.contains(frame.getDeclaringClass().getClassLoader())
                    && methodOf(frame.getDeclaringClass()) != null) {
                found = frame.getDeclaringClass();
            }
        }
        return found;
    }

    private static @Nullable Class<?> ofThisJvm() {
        // The JVM's own: the program and its arguments, separated by spaces.
        String command = System.getProperty("sun.java.command", "");
        try {
            String name = command.split(" ", 2)[0];
            if (command.contains(".jar")) {
                Path jar = Path.of(command.substring(0, command.indexOf(".jar") + 4));
                name = jar.toFile().isFile() ? startClass(jar) : name;
            }
            Class<?> type = ClassUtils.resolveClassName(name.replace('/', '.'), null);
            return methodOf(type) == null ? null : type;
        } catch (IOException | RuntimeException | LinkageError e) {
            return null; // Then the sources have to do.
        }
    }

    private static String startClass(Path archive) throws IOException {
        try (JarFile jar = new JarFile(archive.toFile())) {
            Manifest manifest = jar.getManifest();
            Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String start = attributes.getValue("Start-Class");
            return Objects.requireNonNullElse(start, String.valueOf(attributes.getValue("Main-Class")));
        }
    }

    /** From the same folder or jar: the class that an IDE or a build tool starts to run a test is not. */
    private static boolean isBesideOneOf(Collection<Object> sources, Class<?> type) {
        URL location = location(type);
        return location != null
                && sources.stream()
                        .anyMatch(source -> source instanceof Class<?> loaded
                                && location.toString().equals(String.valueOf(location(loaded))));
    }

    private static @Nullable URL location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }

    /**
     * Calls the main method of a class.
     *
     * @throws Throwable what it throws
     */
    public static void call(String name, String[] arguments) throws Throwable {
        Class<?> type = ClassUtils.forName(name, null);
        Method method = methodOf(type);
        if (method == null) {
            throw new NoSuchMethodException(name + ".main");
        }
        try {
            Object target = Modifier.isStatic(method.getModifiers()) ? null : newInstance(type);
            method.setAccessible(true);
            if (method.getParameterCount() == 0) {
                method.invoke(target);
            } else {
                method.invoke(target, (Object) arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static Object newInstance(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static @Nullable Method methodOf(Class<?> type) {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            Method method = declared(owner, String[].class);
            if (method == null) {
                method = declared(owner);
            }
            if (method != null) {
                return method;
            }
        }
        return null;
    }

    private static @Nullable Method declared(Class<?> owner, Class<?>... parameters) {
        try {
            return owner.getDeclaredMethod("main", parameters);
        } catch (NoSuchMethodException | LinkageError e) {
            return null;
        }
    }
}
