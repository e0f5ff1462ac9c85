package io.github.processpool.internal.parent.memory;

import io.github.processpool.internal.system.ContainerMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A container whose limit and use a test sets, for pools that are opened while it is in place. */
public final class FakeContainer implements AutoCloseable {

    private final Path root;
    private final Path group;

    /** The container is in place until it is closed; no pool may be open at either time. This JVM's heap counts nothing. */
    public FakeContainer(Path root, long limit, long used) {
        this(root, limit, used, 0);
    }

    /** A container in which the heap of this JVM is that large. */
    FakeContainer(Path root, long limit, long used, long heap) {
        this.root = root;
        this.group = root.resolve("sys/fs/cgroup");
        try {
            Files.createDirectories(group);
            Files.createDirectories(root.resolve("proc/self"));
            Files.writeString(root.resolve("proc/self/cgroup"), "0::/\n");
            Files.writeString(
                    root.resolve("proc/self/mountinfo"), "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
            Files.writeString(group.resolve("memory.max"), limit + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        use(used);
        MemoryWatchdog.readFrom(() -> ContainerMemory.under(this.root), heap);
    }

    /** Changes what is used, in one step. */
    public void use(long bytes) {
        try {
            Path next = Files.writeString(group.resolve("next"), bytes + "\n");
            Files.move(next, group.resolve("memory.current"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        MemoryWatchdog.readFrom(
                ContainerMemory::ofThisProcess, Runtime.getRuntime().maxMemory());
    }
}
