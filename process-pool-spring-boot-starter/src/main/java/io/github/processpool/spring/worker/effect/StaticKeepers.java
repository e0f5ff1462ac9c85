package io.github.processpool.spring.worker.effect;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;
import org.springframework.beans.factory.Aware;
import org.springframework.util.ClassUtils;

/**
 * Knows classes whose beans are there so that code which is no bean finds something: given a context, a factory, an environment or
 * another bean by a method, or a constructor, they keep it in a static field. What counts is in the class file: such a method sets a
 * static field, uses one of its own class which may be a holder, or hands something to a static method that returns nothing;
 * loggers and libraries that keep nothing aside.
 *
 * <p>Stateless.
 */
final class StaticKeepers {

    private static final Set<String> INJECTING = Set.of(
            "org.springframework.beans.factory.annotation.Autowired",
            "org.springframework.beans.factory.annotation.Value",
            "jakarta.inject.Inject",
            "jakarta.annotation.Resource");
    private static final Pattern LOGGER = Pattern.compile(".*(Log|Logger|LogAccessor|KLogger|FluentLogger);");

    /** Checks, logs and the like: their static methods are no holders of the application's. */
    private static final Pattern KEEPING_NOTHING = Pattern.compile(
            "(javax?|jdk|sun|kotlin|scala|org/springframework|org/slf4j|org/apache/(commons|logging|log4j)"
                    + "|ch/qos/logback|org/jboss/logging|com/google/common)/.*");

    private StaticKeepers() {}

    static boolean isOne(Class<?> type) {
        try {
            for (Class<?> owner = type; owner != null && !isSprings(owner); owner = owner.getSuperclass()) {
                Set<String> methods = receiversOf(owner);
                if (!methods.isEmpty() && keepsIn(owner, methods)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | LinkageError | RuntimeException e) {
            return false; // Newer than can be read here, or not from a file.
        }
    }

    private static boolean isSprings(Class<?> type) {
        return type == Object.class || type.getName().startsWith("org.springframework.");
    }

    /** Returns the methods by which Spring gives a bean something. */
    private static Set<String> receiversOf(Class<?> type) {
        Set<String> methods = new HashSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (method.getParameterCount() > 0
                    && !Modifier.isStatic(method.getModifiers())
                    && (isInjected(method) || isOfAware(type, method))) {
                methods.add(method.getName() + Type.getMethodDescriptor(method));
            }
        }
        if (hasField(type) && !InitMethods.isIn(type)) {
            Arrays.stream(type.getDeclaredConstructors())
                    .filter(constructor -> constructor.getParameterCount() > 0)
                    .forEach(constructor -> methods.add("<init>" + Type.getConstructorDescriptor(constructor)));
        }
        return methods;
    }

    /** Or most classes would have to be read, since most beans are given others by a constructor. */
    private static boolean hasField(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .anyMatch(field -> Modifier.isStatic(field.getModifiers())
                        && !Modifier.isFinal(field.getModifiers())
                        && !field.getType().isPrimitive());
    }

    private static boolean isInjected(Method method) {
        return isInjecting(method) || Arrays.stream(method.getParameters()).anyMatch(StaticKeepers::isInjecting);
    }

    private static boolean isInjecting(AnnotatedElement element) {
        for (Annotation annotation : element.getAnnotations()) {
            if (INJECTING.contains(annotation.annotationType().getName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfAware(Class<?> type, Method method) {
        for (Class<?> given : ClassUtils.getAllInterfacesForClass(type)) {
            if (given != Aware.class
                    && Aware.class.isAssignableFrom(given)
                    && ClassUtils.hasMethod(given, method.getName(), method.getParameterTypes())) {
                return true;
            }
        }
        return false;
    }

    private static boolean keepsIn(Class<?> type, Set<String> methods) throws IOException {
        try (InputStream file = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
            if (file == null) {
                return false;
            }
            Search search = new Search(Type.getInternalName(type), methods);
            new ClassReader(file).accept(search, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            return search.found;
        }
    }

    private static final class Search extends ClassVisitor {

        private final String owner;
        private final Set<String> methods;
        private boolean found;

        Search(String owner, Set<String> methods) {
            super(Opcodes.ASM9);
            this.owner = owner;
            this.methods = methods;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            boolean isConstructor = "<init>".equals(name);
            return methods.contains(name + descriptor) ? new Fields(!isConstructor) : null;
        }

        private static boolean mayKeep(int opcode, String of, String descriptor) {
            return opcode == Opcodes.INVOKESTATIC
                    && Type.getReturnType(descriptor) == Type.VOID_TYPE
                    && Arrays.stream(Type.getArgumentTypes(descriptor)).anyMatch(type -> type.getSort() >= Type.ARRAY)
                    && !KEEPING_NOTHING.matcher(of).matches();
        }

        private final class Fields extends MethodVisitor {

            private final boolean mayUseHolder;

            Fields(boolean mayUseHolder) {
                super(Opcodes.ASM9);
                this.mayUseHolder = mayUseHolder;
            }

            @Override
            public void visitMethodInsn(int opcode, String of, String name, String descriptor, boolean ofInterface) {
                found |= mayUseHolder && mayKeep(opcode, of, descriptor);
            }

            @Override
            public void visitFieldInsn(int opcode, String of, String name, String descriptor) {
                boolean isReference = descriptor.startsWith("L") || descriptor.startsWith("[");
                found |= opcode == Opcodes.PUTSTATIC && (isReference || mayUseHolder)
                        || opcode == Opcodes.GETSTATIC
                                && mayUseHolder
                                && of.equals(owner)
                                && isReference
                                && !LOGGER.matcher(descriptor).matches();
            }
        }
    }
}
