import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCrashedException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutionException;

/** Asks C's strlen, which crashes when it is given no text. */
class NativeLength {

    public static void main(String[] arguments) throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .jvmArguments("--enable-native-access=ALL-UNNAMED")
                .build()) {
            System.out.println(pool.submit(NativeLength::of, "good").get());
            try {
                pool.submit(() -> strlen(MemorySegment.NULL)).get();
            } catch (ExecutionException e) {
                WorkerCrashedException crash = (WorkerCrashedException) e.getCause();
                System.out.println(crash.signal().orElse("no signal"));
                System.out.println(crash.crashReport().orElse("no report").contains("NativeLength.strlen"));
            }
            System.out.println(pool.submit(NativeLength::of, "still good").get());
        }
    }

    static long of(String text) {
        try (Arena arena = Arena.ofConfined()) {
            return strlen(arena.allocateFrom(text));
        }
    }

    static long strlen(MemorySegment text) {
        Linker linker = Linker.nativeLinker();
        MethodHandle strlen = linker.downcallHandle(
                linker.defaultLookup().find("strlen").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        try {
            return (long) strlen.invokeExact(text);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
