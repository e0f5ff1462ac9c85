"""Driver of the Python peers: one command per line on stdin, one answer per line on stdout.

The argument names the peer, "futures" or "multiprocessing". Commands, answers and work are those of DriverLoop.java.
"""

import concurrent.futures
import multiprocessing
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
import zlib
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker, shared_memory

WORKERS = 2
TASKS_PER_WORKER = 100
# Some versions of concurrent.futures stop for ever when the first workers have had their tasks.
FRESH_TIMEOUT_SECONDS = 20
HOLD_SECONDS = 60
CHUNK = 100
STEPS_BETWEEN_LOOKS = 200


def empty():
    return None


def identity(value):
    return value


def echo(payload):
    return payload


def burn(nanos):
    """Burns at least so much of this thread's CPU time, and returns how much it was."""
    start = time.thread_time_ns()
    burned = 0
    while burned < nanos:
        for _ in range(STEPS_BETWEEN_LOOKS):
            pass
        burned = time.thread_time_ns() - start
    return burned


def checksum_shared(name, offset, length):
    shared = shared_memory.SharedMemory(name=name)
    view = shared.buf[offset:offset + length]
    try:
        return zlib.crc32(view)
    finally:
        view.release()
        shared.close()


def checksum(payload):
    return zlib.crc32(payload)


def hold(file):
    """Writes this worker's pid into a file, as a whole, and keeps the worker busy."""
    with open(file + ".part", "w") as part:
        part.write(str(os.getpid()))
    os.rename(file + ".part", file)
    time.sleep(HOLD_SECONDS)


class Futures:
    """concurrent.futures.ProcessPoolExecutor; broken by the death of any worker, and then built anew."""

    def __init__(self, tasks_per_worker=None):
        # With a limit, which there is since Python 3.11, workers are spawned and not forked.
        limit = {"max_tasks_per_child": tasks_per_worker} if tasks_per_worker else {}
        self.pool = concurrent.futures.ProcessPoolExecutor(WORKERS, **limit)

    def submit(self, function, *args):
        return self.pool.submit(function, *args)

    def result(self, future, timeout=None):
        return future.result(timeout)

    def map(self, function, inputs):
        return self.pool.map(function, inputs, chunksize=CHUNK)

    def recover(self, lost):
        """Waits until the lost task has failed, and with it the whole pool; makes another one."""
        if not isinstance(lost.exception(), BrokenProcessPool):
            raise RuntimeError("The killed worker was not noticed")
        self.pool.shutdown(wait=False)
        self.pool = concurrent.futures.ProcessPoolExecutor(WORKERS)

    def workers(self):
        return list(self.pool._processes)

    def close(self):
        processes = list((self.pool._processes or {}).values())
        self.pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


class Multiprocessing:
    """multiprocessing.Pool; a killed worker is replaced, and its task lost for ever."""

    def __init__(self, tasks_per_worker=None):
        self.pool = multiprocessing.Pool(WORKERS, maxtasksperchild=tasks_per_worker)

    def submit(self, function, *args):
        return self.pool.apply_async(function, args)

    def result(self, handle, timeout=None):
        return handle.get(timeout)

    def map(self, function, inputs):
        return self.pool.map(function, inputs)

    def recover(self, lost):
        """Nothing to do, and nothing to wait for: nobody is told that the task is lost."""

    def workers(self):
        return [process.pid for process in self.pool._pool]

    def close(self):
        self.pool.terminate()


class Driver:
    def __init__(self, make):
        self.make = make
        self.peer = None

    def open(self):
        self.peer = self.make()
        self.answer_from_all(self.peer)
        return "version=" + platform.python_version()

    def workers(self):
        return "pids=" + ",".join(str(pid) for pid in self.peer.workers())

    def roundtrip(self, warm_up, count):
        for _ in range(warm_up):
            self.peer.result(self.peer.submit(empty))
        nanos = []
        for _ in range(count):
            start = time.perf_counter_ns()
            self.peer.result(self.peer.submit(empty))
            nanos.append(time.perf_counter_ns() - start)
        nanos.sort()
        return f"p50={nanos[count // 2] / 1e3} p99={nanos[int(count * 0.99)] / 1e3}"

    def tiny(self, count):
        return f"rate={self.tiny_rate(self.peer, count)}"

    @staticmethod
    def tiny_rate(peer, count, timeout=None):
        start = time.perf_counter()
        handles = [peer.submit(identity, i) for i in range(count)]
        for i, handle in enumerate(handles):
            if peer.result(handle, timeout) != i:
                raise RuntimeError("Another task's result")
        return count / (time.perf_counter() - start)

    def calls(self, threads, count):
        self.called(threads, count // 10)
        start = time.perf_counter()
        self.called(threads, count)
        return f"rate={count / (time.perf_counter() - start)}"

    def called(self, threads, count):
        """Threads that each submit a tiny task and await it before the next one."""
        def call():
            for i in range(count // threads):
                if self.peer.result(self.peer.submit(identity, i)) != i:
                    raise RuntimeError("Another task's result")
        with concurrent.futures.ThreadPoolExecutor(threads) as callers:
            for called in [callers.submit(call) for _ in range(threads)]:
                called.result()

    def recycling(self, with_limit, without):
        """The rate of a pool that replaces its workers, over that of one that does not."""
        return f"share={self.fresh_rate(with_limit, TASKS_PER_WORKER) / self.fresh_rate(without, None)}"

    def fresh_rate(self, count, tasks_per_worker):
        peer = self.make(tasks_per_worker)
        try:
            self.answer_from_all(peer)
            return self.tiny_rate(peer, count, FRESH_TIMEOUT_SECONDS)
        finally:
            peer.close()

    def map(self, count, warm_up):
        for _ in range(warm_up):
            self.mapped(count)
        start = time.perf_counter()
        self.mapped(count)
        return f"rate={count / (time.perf_counter() - start)}"

    def mapped(self, count):
        if sum(self.peer.map(identity, range(count))) != count * (count - 1) // 2:
            raise RuntimeError("Other results")

    def echo(self, size, count):
        payload = bytes(size - 1) + b"*"
        self.peer.result(self.peer.submit(echo, payload))
        start = time.perf_counter()
        for _ in range(count):
            returned = self.peer.result(self.peer.submit(echo, payload))
            if len(returned) != size or returned[-1] != 42:
                raise RuntimeError("Another payload came back")
        return f"rate={size * count / 1e6 / (time.perf_counter() - start)}"

    def burn(self, count, micros):
        self.burned(max(count // 10, 1), micros)
        start = time.perf_counter_ns()
        burned = self.burned(count, micros)
        wall = time.perf_counter_ns() - start
        return f"share={burned / wall / WORKERS}"

    def burned(self, count, micros):
        handles = [self.peer.submit(burn, micros * 1000) for _ in range(count)]
        return sum(self.peer.result(handle) for handle in handles)

    def shared(self, size, count):
        payload = os.urandom(size)
        half = size // 2
        expected = [zlib.crc32(payload[:half]), zlib.crc32(payload[half:])]
        shared = self.rate(size, count, expected, self.checksum_shared, payload)
        sent = self.rate(size, count, expected, self.checksum_sent, payload)
        return f"shared={shared} sent={sent}"

    @staticmethod
    def rate(size, count, expected, work, payload):
        work(payload)
        start = time.perf_counter()
        for _ in range(count):
            if work(payload) != expected:
                raise RuntimeError("Other bytes were read")
        return size * count / 1e6 / (time.perf_counter() - start)

    def checksum_shared(self, payload):
        half = len(payload) // 2
        shared = shared_memory.SharedMemory(create=True, size=len(payload))
        try:
            shared.buf[:len(payload)] = payload
            handles = [self.peer.submit(checksum_shared, shared.name, at, half) for at in (0, half)]
            return [self.peer.result(handle) for handle in handles]
        finally:
            shared.close()
            shared.unlink()

    def checksum_sent(self, payload):
        half = len(payload) // 2
        handles = [self.peer.submit(checksum, part) for part in (payload[:half], payload[half:])]
        return [self.peer.result(handle) for handle in handles]

    def archived(self):
        return self.first()

    def first(self):
        start = time.perf_counter_ns()
        peer = self.make()
        peer.result(peer.submit(empty))
        nanos = time.perf_counter_ns() - start
        peer.close()
        return f"ms={nanos / 1e6}"

    def kill(self, others):
        folder = tempfile.mkdtemp(prefix="held")
        peer = self.make()
        try:
            self.answer_from_all(peer)
            lost, victim = self.held(peer, folder + "/a")
            if others == "all-busy":
                self.held(peer, folder + "/b")
            else:
                peer.result(peer.submit(empty))
            start = time.perf_counter_ns()
            os.kill(victim, signal.SIGKILL)
            peer.recover(lost)
            peer.result(peer.submit(empty))
            return f"ms={(time.perf_counter_ns() - start) / 1e6}"
        finally:
            peer.close()
            shutil.rmtree(folder, ignore_errors=True)

    @staticmethod
    def held(peer, file):
        """Occupies a worker for a minute, and returns the task and the worker's pid."""
        handle = peer.submit(hold, file)
        while not os.path.exists(file):
            time.sleep(0.001)
        with open(file) as written:
            return handle, int(written.read())

    @staticmethod
    def answer_from_all(peer):
        """Where workers are started on demand, two sleeping tasks bring up both."""
        for handle in [peer.submit(time.sleep, 0.05) for _ in range(WORKERS)]:
            peer.result(handle)

    def answer_to(self, line):
        name, *args = line.split()
        if not hasattr(self, name):
            return "unsupported"
        try:
            return "ok " + getattr(self, name)(*[int(a) if a.isdigit() else a for a in args])
        except Exception as e:
            return "failed " + repr(e).replace("\n", " ")


def main():
    # Before workers are forked, so that none starts one of its own and takes away what it has only looked at.
    resource_tracker.ensure_running()
    peers = {"futures": Futures, "multiprocessing": Multiprocessing}
    driver = Driver(peers[sys.argv[1]])
    # The workers inherit descriptor 1: they get stderr instead, and only this process answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        print(driver.answer_to(line), file=answers)
    if driver.peer:
        driver.peer.close()


if __name__ == "__main__":
    main()
