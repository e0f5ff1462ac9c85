package io.github.processpool.benchmarks.soak;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Values made from a task's number, so that the parent can tell whether the right one came back, unchanged. */
final class Payloads {

    private Payloads() {}

    static byte[] bytes(long number, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(number).nextBytes(bytes);
        return bytes;
    }

    /** A node of a tree that knows its parent, so that the graph has cycles. */
    static final class Node implements Serializable {

        private static final long serialVersionUID = 1L;

        private final long id;
        private final @Nullable Node parent;
        private final ArrayList<Node> children = new ArrayList<>();

        Node(long id, @Nullable Node parent) {
            this.id = id;
            this.parent = parent;
        }
    }

    /** Takes time where it is read, whatever the one who reads is told meanwhile. */
    static final class Slow implements Serializable {

        static final int HANGS_MILLIS = 12_000;
        private static final long serialVersionUID = 1L;

        private final long id;
        private final int millis;

        Slow(long id, int millis) {
            this.id = id;
            this.millis = millis;
        }

        boolean is(long number, int size) {
            return id == number && millis == size;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            Uninterruptibles.sleep(Duration.ofMillis(millis));
        }
    }

    /** A binary tree of {@code size} nodes and its root, numbered from the task's number on. */
    static Node graph(long number, int size) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(number, null));
        for (int i = 1; i <= size; i++) {
            Node parent = nodes.get((i - 1) / 2);
            Node node = new Node(number + i, parent);
            parent.children.add(node);
            nodes.add(node);
        }
        return nodes.get(0);
    }

    static boolean isGraph(Node root, long number, int size) {
        List<Node> nodes = new ArrayList<>(List.of(root));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.id != number + i || node.children.stream().anyMatch(child -> child.parent != node)) {
                return false;
            }
            nodes.addAll(node.children);
        }
        return root.parent == null && nodes.size() == size + 1;
    }
}
