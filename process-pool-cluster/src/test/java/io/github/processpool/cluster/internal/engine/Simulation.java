package io.github.processpool.cluster.internal.engine;

import io.github.processpool.TaskOptions;
import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Refused;
import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.cluster.internal.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One life of a cluster, made of a seed: members come, work for each other, are killed, parted, slow, and leave; at the end all ways are
 * healed and everything has to come to rest. What is wrong is in {@link #mistakes}.
 */
final class Simulation {

    private static final boolean TRACED = Boolean.getBoolean("trace");

    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final ModelPool.Registry registry = new ModelPool.Registry();
    private final SimulatedNetwork network;
    private final List<SimulatedMember> members = new ArrayList<>();
    private final boolean faults;
    private final boolean crashes;
    private final boolean twoFingerprints;
    private final boolean roles;
    /** Memory is short now and then, so that an end may be told late. */
    private final boolean lacking;
    /** How often, in a thousand; 0: never. */
    private int shortage;

    private int lastMember;
    private long killAt;
    private boolean calm;
    private int firstOpen;
    private final Map<ModelPool, Integer> starved = new HashMap<>();
    private final Map<ModelPool, Integer> waitingAway = new HashMap<>();
    private final Set<String> ended = new HashSet<>();

    final List<String> mistakes = registry.mistakes;

    /** A life in which nothing lacks. */
    Simulation(long seed) {
        this(seed, 0);
    }

    /** A life in which memory is short so often, in a thousand. */
    Simulation(long seed, int shortage) {
        this.shortage = shortage;
        lacking = shortage > 0;
        random = new SplittableRandom(seed);
        network = new SimulatedNetwork(time, random.split());
        faults = random.nextInt(4) != 0;
        crashes = random.nextBoolean();
        twoFingerprints = random.nextInt(4) == 0;
        roles = random.nextInt(3) == 0;
        killAt = faults && random.nextBoolean() ? random.nextInt(300) : Long.MAX_VALUE;
        network.tap = this::check;
        network.wrong = mistakes::add;
        network.beforeDelivery = this::killAtStep;
    }

    void run() {
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            start();
        }
        say("faults " + faults + ", crashes " + crashes);
        time.run(random.nextLong(3 * VirtualTime.SECOND));
        int steps = 20 + random.nextInt(60);
        for (int i = 0; i < steps && mistakes.isEmpty(); i++) {
            step();
            if (random.nextInt(3) == 0) {
                reopen();
            }
            time.run(
                    random.nextInt(5) == 0
                            ? random.nextLong(15 * VirtualTime.SECOND)
                            : random.nextLong(100 * VirtualTime.MS));
        }
        finish();
    }

    // -- What happens --

    private void step() {
        int what = random.nextInt(100);
        if (what < 50) {
            submit();
        } else if (what < 62) {
            cancel();
        } else if (what < 66) {
            pool();
        } else if (what < 70) {
            leave();
        } else if (faults) {
            fault(what);
        } else {
            submit();
        }
    }

    private void fault(int what) {
        if (what < 75) {
            kill(any());
        } else if (what < 82) {
            part(any(), any());
        } else if (what < 88) {
            network.healAll();
        } else if (what < 91) {
            SimulatedMember.tryTo(() -> any().engine.onMistake(any().address, "garbage"));
        } else if (what < 94) {
            network.haunt(5);
        } else if (what < 97) {
            toggleBroken();
        } else {
            network.setDelay(any().address, any().address, random.nextLong(2 * VirtualTime.SECOND) + 1);
        }
    }

    private void start() {
        Role role = roles ? Role.values()[random.nextInt(3)] : Role.BOTH;
        String fingerprint = twoFingerprints && random.nextBoolean() ? "g" : "f";
        Self self = new Self(random.nextInt(10) == 0 ? "other" : "build", fingerprint, role, 17);
        SimulatedMember member = new SimulatedMember(
                "m" + ++lastMember, self, random.nextInt(4) != 0, network, time, random.split(), registry);
        members.add(member);
        if (shortage > 0) {
            SplittableRandom chance = random.split();
            member.mayFail = () -> failNowAndThen(chance);
        }
        join(member, "reports");
        if (random.nextBoolean()) {
            join(member, "images");
        }
        network.plugIn(member.address, member.engine);
    }

    private void failNowAndThen(SplittableRandom chance) {
        if (shortage > 0 && chance.nextInt(1000) < shortage) {
            throw new OutOfMemoryError("simulated");
        }
    }

    private void join(SimulatedMember member, String name) {
        int usual = shortage;
        shortage = 0; // That is heard of by whoever calls.
        ModelPool pool = member.join(name, 1 + random.nextInt(4));
        pool.slowness = random.nextInt(4) == 0 ? 10 : 1;
        pool.ready = random.nextInt(3) == 0 ? 0 : pool.slots;
        pool.crashes = crashes ? 10 : 0;
        pool.tell();
        shortage = usual;
    }

    private SimulatedMember any() {
        return members.get(random.nextInt(members.size()));
    }

    private ModelPool anyPool() {
        List<ModelPool> all =
                members.stream().flatMap(member -> member.pools.stream()).toList();
        return all.get(random.nextInt(all.size()));
    }

    private void submit() {
        ModelPool pool = anyPool();
        int count = 1 + random.nextInt(20);
        long nanos = random.nextBoolean() ? random.nextLong(100_000) + 1 : random.nextLong(300 * VirtualTime.MS) + 1;
        for (int i = 0; i < count; i++) {
            TaskOptions.Builder options = TaskOptions.builder();
            if (random.nextInt(5) == 0) {
                options.affinityKey("key" + random.nextInt(3));
            }
            pool.submit(nanos, 1 + random.nextInt(3), options.build());
        }
    }

    private void cancel() {
        if (!registry.tasks.isEmpty()) {
            for (int i = 0; i < 3; i++) {
                int index = Math.max(0, registry.tasks.size() - 1 - random.nextInt(20));
                ModelPool.Task task = registry.tasks.get(index);
                task.owner.cancel(task, random.nextInt(3) != 0);
            }
        }
    }

    private void pool() {
        SimulatedMember member = any();
        ModelPool pool = member.pools.get(random.nextInt(member.pools.size()));
        if (!pool.closing) {
            pool.close();
            if (random.nextBoolean()) {
                pool.closeNow();
            }
        }
    }

    /** Pools that ended some time ago are opened again, so that there is something to do. */
    private void reopen() {
        for (SimulatedMember member : members) {
            for (ModelPool pool : List.copyOf(member.pools)) {
                if (pool.closed && time.now() - pool.closedAt > 10 * VirtualTime.SECOND) {
                    member.pools.remove(pool);
                    join(member, pool.name);
                }
            }
        }
    }

    private void leave() {
        SimulatedMember member = any();
        if (members.size() > 1) {
            int usual = shortage;
            shortage = 0;
            member.engine.leave();
            time.runUntil(2 * VirtualTime.SECOND, member.engine::isLeavingHeard);
            time.runUntil(2 * VirtualTime.SECOND, member.engine::isIdle);
            member.engine.stopGuests();
            time.runUntil(VirtualTime.SECOND, member.engine::isIdle);
            member.engine.close();
            shortage = usual;
            remove(member);
            if (members.isEmpty()) {
                start(); // The other one was killed meanwhile.
            }
        }
    }

    private void kill(SimulatedMember member) {
        if (members.contains(member) && members.size() > 1) {
            remove(member);
        }
        if (random.nextBoolean() && members.size() < 6) {
            start();
        }
    }

    private void remove(SimulatedMember member) {
        say("gone: " + member.address);
        members.remove(member);
        network.unplug(member.address);
        member.die();
    }

    private void killAtStep() {
        if (network.delivered == killAt) {
            killAt = Long.MAX_VALUE;
            kill(any());
        }
    }

    private void part(SimulatedMember one, SimulatedMember other) {
        if (one != other) {
            say("parted: " + one.address + " " + other.address);
            network.cut(one.address, other.address);
            if (random.nextInt(3) != 0) {
                network.cut(other.address, one.address);
            }
        }
    }

    private void toggleBroken() {
        ModelPool pool = anyPool();
        pool.broken = !pool.broken;
        pool.tell();
    }

    // -- What has to be true --

    private void finish() {
        say("the end begins");
        shortage = 0;
        network.healAll();
        for (SimulatedMember member : members) {
            for (ModelPool pool : member.pools) {
                pool.broken = false;
                pool.tell();
            }
        }
        time.run(20 * VirtualTime.SECOND);
        network.showViews();
        calm = true;
        watchStarvation();
        time.runUntil(600 * VirtualTime.SECOND, () -> isOver() || !mistakes.isEmpty());
        calm = false;
        time.run(100 * VirtualTime.SECOND);
        for (ModelPool.Task task : registry.tasks) {
            if (task.end == null) {
                mistakes.add(task.key + " never ended, it was last at " + task.ranAt);
            }
        }
        for (SimulatedMember member : members) {
            for (ModelPool pool : member.pools) {
                if (pool.awayCount() != 0) {
                    mistakes.add("an end was not told to " + member.address + "/" + pool.name);
                }
            }
            checkBooks(member);
        }
        if (time.due() > 0 && mistakes.isEmpty()) {
            mistakes.add("there is no rest: " + time.due() + " actions are due");
        }
    }

    private boolean isOver() {
        while (firstOpen < registry.tasks.size() && registry.tasks.get(firstOpen).end != null) {
            firstOpen++;
        }
        return firstOpen == registry.tasks.size();
    }

    /** Both sides of each session agree on the credits. */
    private void checkBooks(SimulatedMember member) {
        member.engine.look((membership, pools, state, sessions) -> {
            for (Session session : membership.sessions()) {
                SimulatedMember other = members.stream()
                        .filter(one -> one.address.equals(session.member()))
                        .findFirst()
                        .orElse(null);
                if (other == null) {
                    mistakes.add(member.address + " has a session with " + session.member() + ", which is gone");
                    continue;
                }
                for (JoinedPool pool : pools) {
                    int held = pool.away().look(session).held();
                    int given = other.engine.look((theirs, theirPools, theirState, none) ->
                            outstanding(member, theirs.sessions(), theirPools, pool.name()));
                    if (held != given) {
                        mistakes.add(member.address + " holds " + held + " credits of " + other.address + "/"
                                + pool.name() + ", which has given " + given);
                    }
                }
            }
            if (membership.sessions().size() != members.size() - 1) {
                mistakes.add(member.address + " has " + membership.sessions().size() + " sessions");
            }
            return true;
        });
    }

    private static int outstanding(
            SimulatedMember of, List<Session> sessions, Iterable<JoinedPool> pools, String name) {
        for (Session session : sessions) {
            for (JoinedPool pool : pools) {
                if (session.member().equals(of.address) && pool.name().equals(name)) {
                    return pool.guests().outstanding(session);
                }
            }
        }
        return 0;
    }

    private void say(String words) {
        if (TRACED) {
            System.out.printf("%,15d %s%n", time.now() / 1000 - 1_000_000_000_000L, words);
        }
    }

    private void check(SimulatedNetwork.Sent sent) {
        say(sent.toString());
        if (sent.message() instanceof Answer answer) {
            checkEnd(sent, answer.ticket());
        } else if (sent.message() instanceof Refused refused && refused.reason() != RefusalReason.NO_POOL) {
            checkEnd(sent, refused.ticket());
        }
        checkCredits(sent);
    }

    /** Each task has one end in its session. */
    private void checkEnd(SimulatedNetwork.Sent sent, long ticket) {
        if (!ended.add(sent.from() + " " + sent.to() + " " + sent.session() + " " + ticket)) {
            mistakes.add("told twice: " + sent);
        }
    }

    /** A host that gives room has it. */
    private void checkCredits(SimulatedNetwork.Sent sent) {
        ClusterMessage message = sent.message();
        boolean gives = message instanceof Credit || message instanceof Answer answer && answer.credits() > 0;
        if (!gives) {
            return;
        }
        SimulatedMember host = members.stream()
                .filter(member -> member.address.equals(sent.from()))
                .findFirst()
                .orElseThrow();
        host.engine.look((membership, pools, state, sessions) -> {
            for (JoinedPool pool : pools) {
                if (pool.name().equals(message.pool())) {
                    int given = membership.sessions().stream()
                            .mapToInt(session -> pool.guests().outstanding(session))
                            .sum();
                    ModelPool model = host.pools.stream()
                            .filter(one -> one.name.equals(message.pool()) && !one.closed)
                            .findFirst()
                            .orElseThrow();
                    int most = model.mostGuests(pool.guests().roundTripNanos());
                    int guests = lacking ? model.guests() : pool.guests().guests();
                    if (given + guests > most) {
                        mistakes.add(host.address + " gives " + given + " credits with " + guests
                                + " guests, and may have " + most);
                    }
                }
            }
            return true;
        });
    }

    /** While nothing is lost no task waits for long while a member that may take it has a free slot. */
    private void watchStarvation() {
        if (!calm) {
            return;
        }
        for (SimulatedMember member : members) {
            for (ModelPool pool : member.pools) {
                boolean could = pool.waitingOwn() > 0 && mayGo(member, pool);
                int times = could ? starved.merge(pool, 1, Integer::sum) : 0;
                starved.put(pool, times);
                if (times > 20) {
                    mistakes.add(member.address + "/" + pool.name + " waits although there are free slots");
                }
                boolean idle = pool.idleSlots() > 0 && keptWaiting(pool);
                int looks = idle ? waitingAway.merge(pool, 1, Integer::sum) : 0;
                waitingAway.put(pool, looks);
                if (looks > 10) {
                    mistakes.add(member.address + "/" + pool.name + " is idle while tasks of its own wait elsewhere");
                }
            }
        }
        time.after(100 * VirtualTime.MS, this::watchStarvation);
    }

    private boolean keptWaiting(ModelPool owner) {
        return members.stream()
                .flatMap(member -> member.pools.stream())
                .anyMatch(pool -> pool != owner && pool.keepsWaiting(owner));
    }

    private boolean mayGo(SimulatedMember from, ModelPool pool) {
        return from.self.role() != Role.WORK
                && members.stream()
                        .filter(other -> other != from
                                && other.self.role() != Role.SUBMIT
                                && other.self.build().equals(from.self.build())
                                && other.self.fingerprint().equals(from.self.fingerprint()))
                        .flatMap(other -> other.pools.stream())
                        .anyMatch(other -> other.name.equals(pool.name) && other.idleSlots() > 0);
    }

    /** What has happened, in words: two runs of one seed are the same. */
    String history() {
        StringBuilder text = new StringBuilder();
        for (ModelPool.Task task : registry.tasks) {
            text.append(task.key)
                    .append(' ')
                    .append(task.end)
                    .append(' ')
                    .append(task.ranAt)
                    .append('\n');
        }
        return text.append(network.delivered).append(" messages").toString();
    }

    Map<String, Integer> ends() {
        Map<String, Integer> ends = new HashMap<>();
        for (ModelPool.Task task : registry.tasks) {
            String end = task.end == null ? "none" : task.end;
            ends.merge(end, 1, Integer::sum);
        }
        return ends;
    }
}
