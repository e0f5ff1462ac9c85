package io.github.processpool.spring.async.check;

import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.call.BeanMethods;
import io.github.processpool.spring.async.call.CallOptions;
import io.github.processpool.spring.async.call.Problem;
import io.github.processpool.spring.async.result.ReturnStyle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds out why an annotated method could not be called in a worker, from its declaration: its modifiers, the proxy that its bean
 * has, its types and what the annotation says. It knows nothing of pools; see {@link BeanCheck}. Stateless.
 */
public final class MethodCheck {

    private static final String ALLOWED =
            "Return the value itself, for which the call waits then, or void, Future, CompletableFuture, CompletionStage,"
                    + " ProcessFuture or, with Reactor, Mono or Flux";

    private final Method method;
    private final Class<?> type;
    private final String name;
    private final List<Problem> problems = new ArrayList<>();

    private MethodCheck(Method method, Class<?> type) {
        this.method = method;
        this.type = ClassUtils.getUserClass(type);
        this.name = BeanMethods.taskName(method, type);
    }

    /**
     * @param proxy the class of the bean as others see it; null if none was made yet
     */
    static List<Problem> ofDeclaration(
            Method method,
            Class<?> type,
            @Nullable Class<?> proxy,
            ProcessAsync annotation,
            ConfigurableBeanFactory beanFactory) {
        MethodCheck check = new MethodCheck(method, type);
        check.caller();
        check.modifiers(proxy);
        check.returnType();
        check.problems.addAll(
                CallOptions.of(check.name, method, annotation, beanFactory).problems());
        return check.problems;
    }

    /**
     * @param byJava whether arguments and results travel by Java serialization
     * @param mayBeSerializable whether a class that is not serializable may have a subclass that is
     */
    static List<Problem> ofValues(Method method, Class<?> type, boolean byJava, Predicate<Class<?>> mayBeSerializable) {
        MethodCheck check = new MethodCheck(method, type);
        for (int i = 0; i < method.getParameterCount(); i++) {
            check.value(
                    "the parameter '" + method.getParameters()[i].getName() + "'",
                    ValueTypes.unfit(
                            ResolvableType.forMethodParameter(method, i, check.type), byJava, mayBeSerializable));
        }
        ReturnStyle style = ReturnStyle.of(method.getReturnType());
        if (style != null && style != ReturnStyle.VOID) {
            ResolvableType returned = ResolvableType.forMethodReturnType(method, check.type);
            ResolvableType value = style == ReturnStyle.VALUE ? returned : returned.getGeneric(0);
            check.value("its result", ValueTypes.unfit(value, byJava, mayBeSerializable));
        }
        return check.problems;
    }

    /** Whether a subclass of a bean's class can be made. */
    public static boolean canHaveSubclass(Class<?> type) {
        return !Modifier.isFinal(type.getModifiers()) && !type.isSealed() && !type.isHidden();
    }

    private void caller() {
        if (AnnotatedElementUtils.isAnnotated(method, Bean.class)) {
            add(
                    "is a @Bean method, which the container calls to make a bean",
                    "Put @ProcessAsync at the methods of the bean's class that are to run in workers.");
        }
    }

    private void modifiers(@Nullable Class<?> proxy) {
        int modifiers = method.getModifiers();
        if (Modifier.isStatic(modifiers)) {
            add("is static, so calls of it pass no bean", "Make " + name + " a method of the object.");
        } else if (Modifier.isPrivate(modifiers)) {
            add(
                    "is private, so no other bean can call it",
                    "Make " + name + " public, or move it to a bean of its own if it is called from its own class.");
        } else if (proxy != null && Proxy.isProxyClass(proxy)) {
            inInterface(proxy);
        } else if (!canHaveSubclass(type)) {
            finalClass();
        } else if (Modifier.isFinal(modifiers) && !(proxy == null && isIn(interfacesOfType()))) {
            add("is final, so a proxy can't override it", "Remove 'final' from " + name + " (in Kotlin, open it).");
        }
    }

    private void inInterface(Class<?> proxy) {
        if (!isIn(Stream.of(proxy.getInterfaces()))) {
            String otherwise = canHaveSubclass(type)
                    ? ", or let its proxy be a subclass (spring.aop.proxy-target-class=true)."
                    : ", or let " + type.getSimpleName() + " not be final.";
            add(
                    "is in no interface of its bean, which has a proxy of its interfaces",
                    "Declare " + method.getName() + " in an interface of " + type.getSimpleName() + otherwise);
        }
    }

    private void finalClass() {
        if (!isIn(interfacesOfType())) {
            String kind = type.isRecord() ? "a record" : type.isSealed() ? "sealed" : "final";
            add(
                    "is in a class that is " + kind + " and in no interface, so there can be no proxy",
                    "Let " + type.getSimpleName() + " be a class that is not " + kind + ", or declare "
                            + method.getName() + " in an interface that it implements.");
        }
    }

    private Stream<? extends Class<?>> interfacesOfType() {
        return ClassUtils.getAllInterfacesForClassAsSet(type).stream();
    }

    private boolean isIn(Stream<? extends Class<?>> interfaces) {
        return interfaces.anyMatch(one -> ClassUtils.hasMethod(one, method.getName(), method.getParameterTypes()))
                || method.getDeclaringClass().isInterface();
    }

    private void returnType() {
        Class<?> returned = method.getReturnType();
        if (isSuspending()) {
            add(
                    "is a suspend function of Kotlin, which can't go on in another process",
                    "Let " + name + " be an ordinary function that returns a CompletableFuture, and await that.");
            return;
        } else if (ReturnStyle.of(returned) != null) {
            return;
        }
        add(
                "returns " + returned.getTypeName() + ", which is not its value but hands that on later, and can't"
                        + " leave its process",
                ALLOWED + ".");
    }

    /** The compiler gives such a function one more parameter. */
    private boolean isSuspending() {
        Class<?>[] types = method.getParameterTypes();
        return types.length > 0 && types[types.length - 1].getName().equals("kotlin.coroutines.Continuation");
    }

    private void value(String what, ValueTypes.@Nullable Unfit unfit) {
        if (unfit != null) {
            add(
                    "can't be called in another process: " + what + " is of the type "
                            + unfit.type().getTypeName() + ", which " + unfit.reason(),
                    unfit.type().getSimpleName() + " in " + name + ": " + unfit.remedy() + ".");
        }
    }

    private void add(String what, String remedy) {
        problems.add(new Problem(name + " " + what, remedy));
    }
}
