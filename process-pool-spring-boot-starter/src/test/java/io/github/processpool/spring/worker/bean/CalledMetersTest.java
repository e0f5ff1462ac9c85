package io.github.processpool.spring.worker.bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Meters of a call that has its result already. */
class CalledMetersTest {

    @Test
    void recorderThatFailsDoesNotTakeThePlaceOfTheResult() {
        CalledMeters.Recorder failing = new CalledMeters.Recorder() {

            @Override
            public void begin() {}

            @Override
            public byte[] end() {
                throw new IllegalStateException("can't be written");
            }
        };
        assertThatCode(() -> CalledMeters.end(failing)).doesNotThrowAnyException();
    }

    @Test
    void callThatMakesTheRegistryOnItsWayIsNotedFromThere() {
        byte[] counted = {1};
        List<String> heard = new ArrayList<>();
        CalledMeters.Recorder made = new CalledMeters.Recorder() {

            @Override
            public void begin() {
                heard.add("begin");
            }

            @Override
            public byte[] end() {
                heard.add("end");
                return counted;
            }
        };
        CalledMeters.Recorder begun = CalledMeters.begin(null);
        CalledMeters.noteBy(made);
        CalledMeters.noteBy(made);
        assertThat(begun.end()).isEqualTo(counted);
        assertThat(heard).containsExactly("begin", "end");
    }

    @Test
    void callWithoutARegistryCountsNothingThatALaterOneNotes() {
        CalledMeters.Recorder begun = CalledMeters.begin(null);
        assertThat(begun.end()).isNull();
        CalledMeters.noteBy(new CalledMeters.Recorder() {

            @Override
            public void begin() {
                throw new AssertionError("no call is under way");
            }

            @Override
            public byte @Nullable [] end() {
                return null;
            }
        });
    }
}
