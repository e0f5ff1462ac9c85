package io.github.processpool.spring.worker.bean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings together, in a worker process, the calls of beans, the registry that notes what they count, and the parent that wants to know.
 * A call that counts nothing sends nothing. In other processes nothing is noted: there beans count in the application's registry.
 *
 * <p><b>Thread safety:</b> any thread; the fields are set by those that make the worker and its context, and only once each.
 */
public final class CalledMeters {

    /** Notes what is counted on the current thread. */
    public interface Recorder {

        /** A call begins. */
        void begin();

        /**
         * The call is over.
         *
         * @return what was counted; null if nothing
         */
        byte @Nullable [] end();
    }

    /** Of a call that began before there was a recorder, which it may have made itself on its way. */
    private static final class Late implements Recorder {

        private @Nullable Recorder begun;

        @Override
        public void begin() {
            LATE.set(this);
        }

        void beginWith(Recorder made) {
            if (begun == null) {
                made.begin();
                begun = made;
            }
        }

        @Override
        public byte @Nullable [] end() {
            LATE.remove();
            Recorder known = begun;
            return known == null ? null : known.end();
        }
    }

    private static final ThreadLocal<@Nullable Late> LATE = new ThreadLocal<>();

    private static final Logger log = LoggerFactory.getLogger(CalledMeters.class);

    private static volatile @Nullable Recorder recorder;
    private static volatile @Nullable MeterSink sink;

    private CalledMeters() {}

    public static void sendTo(MeterSink ofTheParent) {
        sink = ofTheParent;
    }

    public static void noteBy(Recorder ofThisProcess) {
        recorder = ofThisProcess;
        Late late = LATE.get();
        if (late != null) {
            late.beginWith(ofThisProcess);
        }
    }

    /** A call of a bean's method begins on this thread. */
    public static @Nullable Recorder begin() {
        return sink == null ? null : begin(recorder);
    }

    static Recorder begin(@Nullable Recorder present) {
        Recorder begun = present == null ? new Late() : present;
        begun.begin();
        return begun;
    }

    /** The call is over, and its result not yet sent: the parent's meters have what it counted when its future is done. */
    public static void end(Recorder begun) {
        try {
            byte[] noted = begun.end();
            MeterSink known = sink;
            if (noted != null && known != null) {
                known.add(noted);
            }
        } catch (RuntimeException e) { // The pool ends, for example; the call has its result.
            log.debug("What a called bean has counted did not reach the application", e);
        }
    }
}
