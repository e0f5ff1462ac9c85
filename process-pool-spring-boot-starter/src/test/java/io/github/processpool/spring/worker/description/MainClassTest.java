package io.github.processpool.spring.worker.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MainClassTest {

    private static @Nullable String found;
    private static @Nullable String called;

    @Test
    void mainOfTestFrameworkDoesNotCount() {
        assertThat(MainClass.find(Set.of(MainClassTest.class))).isNull();
    }

    @Test
    void mainOnTheStackIsFound() {
        Inner.main(new String[0]);
        assertThat(found).isEqualTo(Inner.class.getName());
    }

    @Test
    void outermostMainCounts() {
        Outer.main(new String[0]);
        assertThat(found).isEqualTo(Outer.class.getName());
    }

    @Test
    void callsEveryFormOfMain() throws Throwable {
        for (Class<?> type : List.of(Usual.class, WithoutArguments.class, OfInstance.class, Heir.class)) {
            called = null;
            MainClass.call(type.getName(), new String[] {"x"});
            assertThat(called).as(type.getName()).isEqualTo(type == WithoutArguments.class ? "" : "x");
        }
    }

    @Test
    void failureOfMainIsThrownAsItIs() {
        assertThatThrownBy(() -> MainClass.call(Throwing.class.getName(), new String[0]))
                .isExactlyInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> MainClass.call(MainClassTest.class.getName(), new String[0]))
                .isInstanceOf(NoSuchMethodException.class);
    }

    static final class Inner {
        public static void main(String[] arguments) {
            found = MainClass.find(Set.of());
        }
    }

    static final class Outer {
        public static void main(String[] arguments) {
            Inner.main(arguments);
        }
    }

    static class Usual {
        public static void main(String[] arguments) {
            called = arguments[0];
        }
    }

    static final class WithoutArguments {
        static void main() {
            called = "";
        }
    }

    static final class OfInstance {
        void main(String[] arguments) {
            called = arguments[0];
        }
    }

    static final class Heir extends Usual {}

    static final class Throwing {
        public static void main(String[] arguments) {
            throw new UnsupportedOperationException();
        }
    }
}
