package io.github.processpool.internal.wire.codec;

import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects of a reference to a method as the JVM does where the reference is written: from the interface, the method and the
 * types. It has the rights of the class that contains the reference, and believes what it is told, so it is only for what comes
 * from the parent. Immutable.
 */
final class ReferenceMaker {

    private final Class<?> type;
    private final MethodHandle target;
    /** Takes captured values, returns an object; null where only a proxy can be had, because modules are in between. */
    private final @Nullable MethodHandle factory;

    ReferenceMaker(SerializedLambda lambda, Class<?> capturingClass)
            throws ReflectiveOperationException, LambdaConversionException {
        ClassLoader loader = capturingClass.getClassLoader();
        ReferenceMaker.class.getModule().addReads(capturingClass.getModule());
        Lookup caller = MethodHandles.privateLookupIn(capturingClass, MethodHandles.lookup());
        type = load(lambda.getFunctionalInterfaceClass(), loader);
        target = target(lambda, caller, loader);
        MethodType instantiated = MethodType.fromMethodDescriptorString(lambda.getInstantiatedMethodType(), loader);
        int captured = target.type().parameterCount() - instantiated.parameterCount();
        if (captured < 0) {
            throw new NoSuchMethodException(lambda + " does not fit its method");
        }
        MethodType made =
                MethodType.methodType(type, target.type().parameterList().subList(0, captured));
        factory = caller.hasFullPrivilegeAccess() ? link(lambda, caller, made, instantiated) : null;
    }

    private static Class<?> load(String name, ClassLoader loader) throws ClassNotFoundException {
        return Class.forName(name.replace('/', '.'), false, loader);
    }

    private static MethodHandle target(SerializedLambda lambda, Lookup caller, ClassLoader loader)
            throws ReflectiveOperationException {
        Class<?> owner = load(lambda.getImplClass(), loader);
        String name = lambda.getImplMethodName();
        MethodType types = MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), loader);
        return switch (lambda.getImplMethodKind()) {
            case MethodHandleInfo.REF_invokeStatic -> caller.findStatic(owner, name, types);
            case MethodHandleInfo.REF_newInvokeSpecial -> caller.findConstructor(owner, types);
            case MethodHandleInfo.REF_invokeSpecial -> caller.findSpecial(owner, name, types, caller.lookupClass());
            default -> caller.findVirtual(owner, name, types);
        };
    }

    private MethodHandle link(SerializedLambda lambda, Lookup caller, MethodType made, MethodType instantiated)
            throws LambdaConversionException {
        String name = lambda.getFunctionalInterfaceMethodName();
        MethodType erased = MethodType.fromMethodDescriptorString(
                lambda.getFunctionalInterfaceMethodSignature(), type.getClassLoader());
        List<Object> parts = new ArrayList<>(List.of(erased, target, instantiated));
        List<MethodType> bridges = bridges(name, erased);
        parts.add(LambdaMetafactory.FLAG_SERIALIZABLE | LambdaMetafactory.FLAG_BRIDGES);
        parts.add(bridges.size());
        parts.addAll(bridges);
        return LambdaMetafactory.altMetafactory(caller, name, made, parts.toArray())
                .dynamicInvoker();
    }

    /** The other forms that the method of the interface has, where an interface has narrowed the types of a generic one. */
    private List<MethodType> bridges(String name, MethodType erased) {
        return Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers())
                        && method.getName().equals(name))
                .map(ReferenceMaker::typesOf)
                .filter(types -> types.parameterCount() == erased.parameterCount() && !types.equals(erased))
                .distinct()
                .toList();
    }

    private static MethodType typesOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    }

    Object make(@Nullable Object[] captured) throws Throwable {
        return factory == null
                ? MethodHandleProxies.asInterfaceInstance(type, MethodHandles.insertArguments(target, 0, captured))
                : factory.invokeWithArguments(captured);
    }
}
