package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The stack of a task's own thread, taken from a dump. */
class TaskStackTest {

    private static String dumpOf(Object... lines) {
        StringBuilder dump = new StringBuilder("\"process-pool-a-task\" daemon RUNNABLE\n");
        for (Object line : lines) {
            dump.append("\tat ").append(line).append('\n');
        }
        return dump.append("\n\"other\" WAITING\n\tat other.Class.method(Class.java:1)\n\n")
                .toString();
    }

    @Test
    void everyFormOfALineIsRead() {
        StackTraceElement[] stack = {
            new StackTraceElement("app.Report$Inner", "lambda$render$0", "Report.java", 42),
            new StackTraceElement("app.Report", "<init>", "Report.java", -1),
            new StackTraceElement("java.lang.Thread", "sleep", null, -2),
            new StackTraceElement("app.Report$$Lambda$14/0x00000008000c1000", "run", null, -1)
        };

        assertThat(TaskStack.in(dumpOf((Object[]) stack))).containsExactly(stack);
    }

    @Test
    void namesOfLoadersAndModulesAreLeftOut() {
        assertThat(TaskStack.in(dumpOf(
                        "java.base@17.0.1/java.lang.Thread.run(Thread.java:840)",
                        "app//app.Report.render(Report.java:7)",
                        "app/module@1/app.Report$$Lambda/0x0001.run(Unknown Source)")))
                .extracting(StackTraceElement::getClassName)
                .containsExactly("java.lang.Thread", "app.Report", "app.Report$$Lambda/0x0001");
    }

    @Test
    void whatIsNoLineIsPassedOver() {
        assertThat(TaskStack.in("")).isEmpty();
        assertThat(TaskStack.in("\tat (")).isEmpty();
        assertThat(TaskStack.in(dumpOf(")(", "()", "a(b)", ".(:)", "a.b(c:d)", "/0x.(0x/)")))
                .hasSizeLessThan(5);
    }

    @Test
    void theRealThingIsReadAsItIs() {
        StackTraceElement[] stack = Thread.currentThread().getStackTrace();
        StackTraceElement[] read = TaskStack.in(dumpOf((Object[]) stack));

        assertThat(read).hasSameSizeAs(stack);
        for (int i = 0; i < stack.length; i++) {
            assertThat(read[i].getMethodName()).isEqualTo(stack[i].getMethodName());
            assertThat(read[i].getClassName()).isEqualTo(stack[i].getClassName());
            assertThat(read[i].getLineNumber()).isEqualTo(stack[i].getLineNumber());
        }
    }
}
