package io.github.processpool.spring.async.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.ProcessAsyncResult;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.springframework.util.ReflectionUtils;

class AwaitedTaskTest {

    interface Words {

        int length();

        Integer boxed();
    }

    @Test
    void nullForAPrimitiveIsRefusedInWords() throws Throwable {
        assertThat(AwaitedTask.await(ProcessAsyncResult.of(null), "Words.boxed", method("boxed")))
                .isNull();
        assertThatThrownBy(() -> AwaitedTask.await(ProcessAsyncResult.of(null), "Words.length", method("length")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Words.length returns int, but null came back");
    }

    @Test
    void exceptionThatKeepsItsStackToItselfIsThrownAsItIs() {
        class Stubborn extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public void setStackTrace(StackTraceElement[] frames) {
                throw new UnsupportedOperationException("not mine");
            }
        }
        Stubborn failure = new Stubborn();

        assertThatThrownBy(
                        () -> AwaitedTask.await(ProcessAsyncResult.failed(failure), "Words.length", method("length")))
                .isSameAs(failure);
    }

    private static Method method(String name) {
        return ReflectionUtils.findMethod(Words.class, name);
    }
}
