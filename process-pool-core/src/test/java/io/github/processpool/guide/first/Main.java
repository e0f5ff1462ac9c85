package io.github.processpool.guide.first;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import java.util.concurrent.ExecutionException;

public class Main {

    public static void main(String[] args) throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.create()) {
            long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
            System.out.println("the task ran in process " + pid + ", this is "
                    + ProcessHandle.current().pid());

            ProcessFuture<Integer> future = pool.submit(() -> {
                System.exit(3); // or kill -9, a crash in native code, an exhausted heap
                return 42;
            });
            try {
                future.get();
            } catch (ExecutionException e) {
                System.out.println(e.getCause().getMessage());
            }
            System.out.println(pool.submit(() -> "the pool goes on").get());
        }
    }
}
