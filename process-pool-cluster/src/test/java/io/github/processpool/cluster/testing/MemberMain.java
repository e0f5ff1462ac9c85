package io.github.processpool.cluster.testing;

import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.cluster.ClusterPoolOptions;
import io.github.processpool.cluster.ProcessPoolCluster;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A member in a JVM of its own. Runs the commands that come as lines, each on a thread of its own, and prints their answers as lines; ends
 * when its input does, so that nothing outlives the test.
 */
final class MemberMain {

    private MemberMain() {}

    /** {@code address port others workers setup} */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        ProcessPoolCluster.Builder builder =
                Members.cluster(arguments[0], Integer.parseInt(arguments[1]), arguments[2].split(","));
        ProcessPoolExecutorBuilder poolBuilder = Members.pool(Integer.parseInt(arguments[3]));
        ((Setup) Lines.read(arguments[4])).change(builder, poolBuilder);
        ProcessPoolCluster cluster = builder.start();
        Member member = new Member(cluster, cluster.join(poolBuilder, ClusterPoolOptions.defaults()));
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 2);
                Thread thread = new Thread(() -> answer(member, words[0], words[1], out), "command-" + words[0]);
                thread.setDaemon(true);
                thread.start();
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void answer(Member member, String number, String text, PrintStream out) {
        String answer;
        try {
            Object value = ((Command<?>) Lines.read(text)).on(member);
            answer = Lines.ANSWER + number + " + " + Lines.write(value);
        } catch (Throwable e) {
            e.printStackTrace();
            answer = Lines.ANSWER + number + " - " + Lines.write(String.valueOf(e));
        }
        out.println(answer);
    }
}
