package io.github.processpool.internal.parent.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Makes the handles with which private fields are compared and set. Stateless. */
final class FieldHandle {

    private FieldHandle() {}

    static VarHandle of(Class<?> owner, String field, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
