package io.github.processpool.guide;

import io.github.processpool.ProcessPoolExecutor;

public class Main {

    public static void main(String[] args) throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.create()) {
            long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
            System.out.println("the task ran in process " + pid + ", this is "
                    + ProcessHandle.current().pid());
        }
    }
}
