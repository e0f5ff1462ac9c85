package app;

import io.github.processpool.ProcessPoolExecutor;

public final class Main {

    public static void main(String[] arguments) throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder().build()) {
            System.out.println(pool.submit(() -> 6 * 7).get());
        }
    }
}
