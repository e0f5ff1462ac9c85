package io.github.processpool.internal.wire.codec;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds references to methods that their class takes for others when it is asked to make them: javac compares neither the type
 * arguments nor the captured values of two references to one generic method in one class, and returns the first. It tries, once for
 * each, in the process that has the original.
 *
 * <p><b>Thread safety:</b> any thread; results are kept with the class.
 */
final class MergedReferences {

    private static final String BODY_OF_A_LAMBDA = "lambda$";

    private static final ClassValue<Map<String, Boolean>> known = new ClassValue<>() {
        @Override
        protected Map<String, Boolean> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private MergedReferences() {}

    static boolean contain(SerializedLambda lambda) {
        if (lambda.getImplMethodName().startsWith(BODY_OF_A_LAMBDA)) {
            return false; // Each has a method of its own.
        }
        Class<?> capturingClass = find(lambda.getCapturingClass().replace('/', '.'));
        return capturingClass != null
                && known.get(capturingClass)
                        .computeIfAbsent(lambda.toString(), words -> isTakenForAnother(lambda, capturingClass));
    }

    private static @Nullable Class<?> find(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader : Arrays.asList(context, MergedReferences.class.getClassLoader())) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // The next one may know it; if none does, there is nothing to try it with.
            }
        }
        return null;
    }

    private static boolean isTakenForAnother(SerializedLambda lambda, Class<?> capturingClass) {
        try {
            Object made = (Object) LambdaFactory.deserializer(capturingClass).invokeExact(lambda);
            SerializedLambda again = LambdaShape.of(made.getClass()).serialize(made);
            return again == null || !again.toString().equals(lambda.toString());
        } catch (NoSuchMethodException | IllegalAccessException | InaccessibleObjectException e) {
            return false; // It has its own way, or its module is closed, and nobody can say anything about it.
        } catch (Throwable e) { // The one that it was taken for has captured values of other types.
            return true;
        }
    }
}
