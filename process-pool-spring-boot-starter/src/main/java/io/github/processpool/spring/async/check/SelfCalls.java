package io.github.processpool.spring.async.check;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

/**
 * Finds calls of annotated methods that their own class makes on {@code this}: they pass no proxy, so they stay in the process
 * that makes them. Reads the class file. A method in which another object of the class is at hand, such as the bean injected into
 * itself, is left out, and so is one that is itself annotated, because it runs in a worker; what superclasses do is not looked at.
 *
 * <p>Used by one thread, for one class.
 */
public final class SelfCalls extends ClassVisitor {

    private static final String LAMBDA = "lambda$";

    private final String owner;
    private final Set<String> annotated;
    private final Set<String> annotatedNames;
    private final List<String> found = new ArrayList<>();

    private SelfCalls(Class<?> type, Collection<Method> methods) {
        super(SpringAsmInfo.ASM_VERSION);
        this.owner = Type.getInternalName(type);
        this.annotated = methods.stream()
                .map(method -> method.getName() + Type.getMethodDescriptor(method))
                .collect(Collectors.toSet());
        this.annotatedNames = methods.stream().map(Method::getName).collect(Collectors.toSet());
    }

    /** Returns who calls what, in words; nothing if the class file can't be read. */
    public static List<String> in(Class<?> type, Collection<Method> methods) {
        try (InputStream file = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
            if (file == null) {
                return List.of();
            }
            SelfCalls calls = new SelfCalls(type, methods);
            new ClassReader(file).accept(calls, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            return List.copyOf(calls.found);
        } catch (IOException | IllegalArgumentException e) {
            return List.of(); // Of a version that is not known, for example. There is no need to know.
        }
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        String source = sourceOf(name);
        boolean isOfBean = (access & (Opcodes.ACC_STATIC | Opcodes.ACC_BRIDGE)) == 0;
        return isOfBean && !annotatedNames.contains(source) && !isOther(descriptor) ? new Body(source) : null;
    }

    /** A lambda belongs to the method in which it stands. */
    private static String sourceOf(String name) {
        return name.startsWith(LAMBDA) ? name.substring(LAMBDA.length(), name.lastIndexOf('$')) : name;
    }

    private boolean isOther(String descriptor) {
        return descriptor.contains("L" + owner + ";");
    }

    private final class Body extends MethodVisitor {

        private final String caller;
        private final Set<String> called = new HashSet<>();
        private boolean anotherIsAtHand;

        Body(String caller) {
            super(SpringAsmInfo.ASM_VERSION);
            this.caller = caller;
        }

        @Override
        public void visitMethodInsn(int opcode, String target, String name, String descriptor, boolean isInterface) {
            call(target, name, descriptor);
            anotherIsAtHand |= isOther(Type.getReturnType(descriptor).getDescriptor());
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle handle) {
                    call(handle.getOwner(), handle.getName(), handle.getDesc());
                }
            }
        }

        private void call(String target, String name, String descriptor) {
            if (target.equals(owner) && annotated.contains(name + descriptor)) {
                called.add(name);
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String target, String name, String descriptor) {
            anotherIsAtHand |= isOther(descriptor);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            anotherIsAtHand |= type.equals(owner);
        }

        @Override
        public void visitEnd() {
            if (!anotherIsAtHand) {
                called.stream().sorted().map(name -> caller + " calls " + name).forEach(found::add);
            }
        }
    }
}
