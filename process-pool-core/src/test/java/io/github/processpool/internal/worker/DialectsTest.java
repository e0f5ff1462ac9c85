package io.github.processpool.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.SerializableCallable;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** By whose numbers a task is read, and how it is answered. */
class DialectsTest {

    private static final ClassLoader LOADER = DialectsTest.class.getClassLoader();

    private final DefinitionTable table = new DefinitionTable();
    private final JavaCodec submitter = codec(table, new Definitions(LOADER));
    private final Definitions ofParent = Definitions.ofParent(LOADER);
    private final Dialects dialects = new Dialects(codec(DefinitionTable.toParent(), ofParent), habitat(), LOADER);

    record Value(String text) implements Serializable {}

    private static JavaCodec codec(DefinitionTable table, Definitions definitions) {
        return new JavaCodec(table, definitions, "", 1 << 20, Sharing.NOTHING);
    }

    /** Where readers are as they are. */
    private static Habitat habitat() {
        return (Habitat) Proxy.newProxyInstance(
                LOADER, new Class<?>[] {Habitat.class}, (proxy, method, arguments) -> arguments[0]);
    }

    private Errand errand(int space, EncodedTask work) {
        return dialects.errand(
                new SpecialRun(new Run(1, 1, work.function(), work.arity(), work.values()), space, 2, "key", "b"));
    }

    private EncodedTask work(Value value) {
        SerializableCallable<Object> function = () -> value;
        return submitter.writeTask(Overload.CALLABLE, function);
    }

    private void define(int space, EncodedTask work) throws ProtocolException {
        for (int number : work.definitions()) {
            dialects.define(new GuestDefine(space, submitter.definition(number)));
        }
    }

    private static Object call(Errand errand) throws Exception {
        try {
            return errand.dialect().reader().readTask(errand.run()).call();
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTaskIsReadByTheNumbersOfItsSpace() throws Exception {
        EncodedTask work = work(new Value("said"));
        define(5, work);

        assertThat(call(errand(5, work))).isEqualTo(new Value("said"));
        assertThatExceptionOfType(java.io.InvalidObjectException.class).isThrownBy(() -> call(errand(6, work)));
        assertThatExceptionOfType(java.io.InvalidObjectException.class)
                .as("nor are they the pool's own")
                .isThrownBy(() -> call(errand(0, work)));
    }

    @Test
    void aTaskThatHasComeKeepsItsNumbersWhenTheSpaceIsForgotten() throws Exception {
        EncodedTask work = work(new Value("said"));
        define(5, work);
        Errand before = errand(5, work);

        dialects.forget(5);

        assertThat(call(before)).isEqualTo(new Value("said"));
        assertThatExceptionOfType(java.io.InvalidObjectException.class).isThrownBy(() -> call(errand(5, work)));
        define(5, work);
        assertThat(call(errand(5, work))).as("defined anew").isEqualTo(new Value("said"));
    }

    @Test
    void theAnswerToAGuestRefersToNothing() throws Exception {
        EncodedTask work = work(new Value("said"));
        define(5, work);

        EncodedValue answer = errand(5, work).dialect().codec().writeValue(new Value("back"));
        EncodedValue thrown = errand(5, work).dialect().codec().writeThrowable(new IllegalStateException("no"));

        assertThat(answer.definitions()).isEmpty();
        assertThat(thrown.definitions()).isEmpty();
        assertThat(submitter.readValue(answer.payload())).isEqualTo(new Value("back"));
    }

    @Test
    void twoMeaningsForOneNumberOfASpaceAreAnAttack() throws Exception {
        EncodedTask work = work(new Value("said"));
        define(5, work);

        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> define(5, work));
        define(6, work);
    }
}
