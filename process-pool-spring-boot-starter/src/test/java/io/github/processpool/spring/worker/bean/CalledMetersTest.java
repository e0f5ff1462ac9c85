package io.github.processpool.spring.worker.bean;

import static org.assertj.core.api.Assertions.assertThatCode;

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
}
