package io.github.processpool.spring.async.local;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.mockito.MockingDetails;
import org.mockito.Mockito;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Tells Mockito's mocks and spies from other objects, for a test in whose application they are beans. Where Mockito is absent, or
 * has made no mock yet, nothing of it is loaded. Stateless.
 */
public final class TestDoubles {

    private static final ClassLoader LOADER = TestDoubles.class.getClassLoader();
    private static final boolean PRESENT = ClassUtils.isPresent("org.mockito.Mockito", LOADER);
    private static final String CLASS_OF_MOCK = "$MockitoMock$";
    /** Given to the JVM when Mockito makes its first mock without a class of its own. */
    private static final String DISPATCHER = "org.mockito.internal.creation.bytebuddy.inject.MockMethodDispatcher";

    private TestDoubles() {}

    /** Whether the object is a mock and nothing else: it has no method that does something. */
    public static boolean isMock(Object object) {
        return mayBeDouble(object)
                && Details.of(object).isMock()
                && !Details.of(object).isSpy();
    }

    /** Whether the object is a mock or a spy. */
    public static boolean isDouble(Object object) {
        return mayBeDouble(object) && Details.of(object).isMock();
    }

    /** Whether the next call of the double says what it is to do, as the one after {@code doReturn(…).when(spy)} does. */
    public static boolean isBeingStubbed(Object object) {
        return isDouble(object) && Details.isBeingStubbed(object);
    }

    private static boolean mayBeDouble(Object object) {
        return PRESENT
                && (object.getClass().getName().contains(CLASS_OF_MOCK)
                        || Proxy.isProxyClass(object.getClass())
                        || isDispatcherThere());
    }

    private static boolean isDispatcherThere() {
        try {
            Class.forName(DISPATCHER, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Apart, because Mockito is there in tests only. */
    private static final class Details {

        static MockingDetails of(Object object) {
            return Mockito.mockingDetails(object);
        }

        /** The class is internal to Mockito, so one that is other than we know it says no. */
        static boolean isBeingStubbed(Object mock) {
            Object container = of(mock).getMockHandler().getInvocationContainer();
            @Nullable Method question = ReflectionUtils.findMethod(container.getClass(), "hasAnswersForStubbing");
            return question != null && Boolean.TRUE.equals(ReflectionUtils.invokeMethod(question, container));
        }
    }
}
