package io.github.processpool.cluster.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * By command: {@code ClusterSoak SECONDS SEED}. Three members under load, one of which is killed, stopped, restarted or has its workers
 * recycled now and then. Ends with code 0 if every future has ended with what its task allows, no task began more often than it may, and
 * nothing is left.
 */
public final class ClusterSoak {

    private static final int MEMBERS = 3;
    private static final Setup SETUP = (cluster, pool) -> cluster.failureTimeout(Duration.ofSeconds(4));

    private final Members members = Members.ofTheTest();
    private final Random random;
    private final List<MemberJvm> running = new ArrayList<>();
    private final List<CompletableFuture<ArrayList<String>>> loads = new ArrayList<>();
    private final Map<String, Integer> blows = new HashMap<>();

    private ClusterSoak(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] arguments) throws Exception {
        long seconds = Long.parseLong(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        List<String> complaints = new ClusterSoak(seed).run(TimeUnit.SECONDS.toNanos(seconds));
        complaints.forEach(System.out::println);
        System.out.println(complaints.isEmpty() ? "all is well" : complaints.size() + " complaints");
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    private List<String> run(long nanos) throws Exception {
        List<String> complaints = new ArrayList<>();
        Mark enough = members.mark();
        Mark begun = members.mark();
        long end = System.nanoTime() + nanos;
        try {
            running.addAll(members.start(MEMBERS, 2, SETUP));
            for (MemberJvm member : running) {
                loads.add(load(member, begun, enough));
            }
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(3000));
                strike(begun, enough);
            }
            enough.raise();
            for (int i = 0; i < MEMBERS; i++) {
                List<String> report = loads.get(i).join();
                System.out.println(running.get(i).name() + ": " + report.get(0));
                complaints.addAll(report.subList(1, report.size()));
            }
            Members.awaitTogether(running);
            System.out.println("blows: " + blows);
            complaints.addAll(tooOften());
        } catch (Throwable e) {
            members.print();
            complaints.add(String.valueOf(e));
        }
        try {
            members.end();
        } catch (AssertionError e) {
            complaints.add(String.valueOf(e.getMessage()));
        }
        return complaints;
    }

    private CompletableFuture<ArrayList<String>> load(MemberJvm member, Mark begun, Mark enough) {
        long seed = random.nextLong();
        return member.begin(there -> new SoakLoad(there, seed, begun).run(enough));
    }

    private void strike(Mark begun, Mark enough) throws Exception {
        int victim = random.nextInt(MEMBERS);
        MemberJvm member = running.get(victim);
        String blow = List.of("kill", "stop", "leave", "recycle").get(random.nextInt(4));
        blows.merge(blow, 1, Integer::sum);
        switch (blow) {
            case "kill" -> {
                member.kill();
                replace(victim, begun, enough);
            }
            case "stop" -> {
                member.signal("STOP");
                TimeUnit.MILLISECONDS.sleep(random.nextInt(8000));
                member.signal("CONT");
            }
            case "leave" -> {
                member.tell(there -> there.cluster().leave(Duration.ofSeconds(5)));
                member.kill();
                replace(victim, begun, enough);
            }
            default -> member.tell(there -> there.pool().recycleWorkers());
        }
    }

    private void replace(int victim, Mark begun, Mark enough) throws Exception {
        int port = running.get(victim).port();
        running.get(victim).awaitEnd();
        running.set(victim, members.at(port).setup(SETUP).go());
        loads.set(victim, load(running.get(victim), begun, enough));
    }

    /** Tasks that began more often than they may, by what they wrote when they did. */
    private List<String> tooOften() throws IOException {
        Map<String, Integer> begins = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(members.folder(), "mark2-*")) {
            for (Path file : files) {
                Files.readAllLines(file).forEach(line -> begins.merge(line, 1, Integer::sum));
            }
        }
        System.out.println(begins.size() + " tasks began");
        List<String> found = new ArrayList<>();
        begins.forEach((line, count) -> {
            if (count > Integer.parseInt(line.split(" ")[1])) {
                found.add("began " + count + " times: " + line);
            }
        });
        return found;
    }
}
