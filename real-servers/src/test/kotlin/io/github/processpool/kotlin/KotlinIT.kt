package io.github.processpool.kotlin

import io.github.processpool.ExitReason
import io.github.processpool.ProcessFuture
import io.github.processpool.ProcessPoolExecutor
import io.github.processpool.SerializableCallable
import io.github.processpool.SerializableRunnable
import io.github.processpool.TaskSerializationException
import io.github.processpool.TaskSubmitter
import io.github.processpool.servers.NoProcessIsLeft
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.extension.ExtendWith
import java.io.Serializable
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit

// [await]
suspend fun <T> CompletableFuture<T>.await(): T = suspendCancellableCoroutine { continuation ->
    whenComplete { value, failure ->
        if (failure == null) continuation.resume(value) else continuation.resumeWithException(failure)
    }
    continuation.invokeOnCancellation { cancel(true) }
}
// [end]

// [functions]
data class Report(val page: Int, val words: Int) : Serializable

fun render(page: Int): Report = Report(page, page * 100)
// [end]

fun sleep(begun: String): Int {
    Files.createFile(Path.of(begun))
    Thread.sleep(Duration.ofMinutes(10).toMillis())
    return 0
}

/** What docs/kotlin.md shows, word for word, and what it says. */
@ExtendWith(NoProcessIsLeft::class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class KotlinIT {
    @Test
    fun tasksAreWrittenWithTheNameOfTheirInterfaceAndFunctionsByReference() {
        // [submit]
        ProcessPoolExecutor.create().use { pool ->
            val answer: ProcessFuture<Int> = pool.submit(SerializableCallable { 6 * 7 })
            val report = pool.submit(::render, 3)
            val reports = pool.map(::render, 1..100).toList()
            pool.submit(SerializableRunnable { println("in process ${ProcessHandle.current().pid()}") }).get()
            println("${answer.get()} ${report.get()} ${reports.size}")
        }
        // [end]
    }

    @Test
    fun aLambdaIsATaskWithAValueWhereItsTypeIsSaid() {
        ProcessPoolExecutor.create().use { pool ->
            assertThat(pool.submit<Int> { 42 }.get()).isEqualTo(42)
            assertThat(pool.submit({ page: Int -> render(page) }, 3).get()).isEqualTo(Report(3, 300))
            val task = SerializableCallable { 42 }
            assertThat(pool.submit(task).get()).isEqualTo(42)
            val function: () -> Int = { 42 }
            assertThatThrownBy { pool.submit(SerializableCallable(function)) }
                .isInstanceOf(TaskSerializationException::class.java)
            val serializable: () -> Int = @JvmSerializableLambda { 42 }
            assertThat(pool.submit(SerializableCallable(serializable)).get()).isEqualTo(42)
            assertThat(pool.submit(SerializableCallable { Triple(1, "a" to 2, listOf(3)) }).get())
                .isEqualTo(Triple(1, "a" to 2, listOf(3)))
            val submitter: TaskSubmitter = pool
            @Suppress("UNUSED_EXPRESSION")
            assertThat(submitter.submit { 42 }.get()).isNull()
        }
    }

    @Test
    fun aTaskThatReturnsUnitHasUnitForItsResult() {
        ProcessPoolExecutor.create().use { pool ->
            assertThat(pool.submit(SerializableCallable { println("nothing to return") }).get()).isSameAs(Unit)
            assertThat(pool.submit<List<Any>> { listOf(Unit, 1, Unit) }.get()).containsExactly(Unit, 1, Unit)
            assertThat(pool.map({ page: Int -> println(page) }, 1..3).toList()).containsExactly(Unit, Unit, Unit)
        }
    }

    @Test
    fun cancellingACoroutineEndsTheWorkOfTheTaskThatItAwaits() {
        val begun = Files.createTempDirectory("kotlin").resolve("begun")
        ProcessPoolExecutor.create().use { pool ->
            runBlocking {
                // [coroutine]
                val reports = coroutineScope {
                    (1..10).map { page -> async { pool.submit(::render, page).await() } }.awaitAll()
                }
                // [end]
                assertThat(reports).hasSize(10)
                assertThat(reports[2]).isEqualTo(Report(3, 300))

                val job = async { pool.submit(::sleep, begun.toString()).await() }
                while (!Files.exists(begun)) {
                    kotlinx.coroutines.delay(20)
                }
                job.cancel()
                await().until { pool.snapshot().runningTasks() == 0 }
                assertThatThrownBy {
                    runBlocking { withTimeout(1) { pool.submit(::sleep, "$begun-2").await() } }
                }.isInstanceOf(TimeoutCancellationException::class.java)
                await().until { pool.snapshot().runningTasks() == 0 && pool.snapshot().queuedTasks() == 0 }
            }
            assertThat(pool.snapshot().exitsByReason()).doesNotContainKey(ExitReason.CRASHED)
        }
    }

    @Test
    fun aFailureOfTheTaskIsThrownByAwait() {
        ProcessPoolExecutor.create().use { pool ->
            assertThatThrownBy { runBlocking { pool.submit(SerializableCallable { "x".toInt() }).await() } }
                .isInstanceOf(NumberFormatException::class.java)
        }
    }

    @Test
    fun aPoolIsNoDispatcherBecauseACoroutineCanNotMoveToAnotherProcess() {
        ProcessPoolExecutor.create().use { pool ->
            assertThatThrownBy { runBlocking { withContext(pool.asCoroutineDispatcher()) { 1 } } }
                .hasStackTraceContaining(TaskSerializationException::class.java.name)
        }
    }

    @Test
    fun everyExampleOfThePageIsOneThatRunsAndTheOtherWayRound() {
        val tested = regions(Path.of("src/test/kotlin/io/github/processpool/kotlin/KotlinIT.kt")) +
            regions(Path.of("src/test/kotlin/io/github/processpool/kotlin/KotlinBeansIT.kt"))
        val shown = Regex("(?s)```kotlin\n(.*?)```").findAll(Files.readString(Path.of("../docs/kotlin.md")))
            .map { it.groupValues[1].trimIndent().trim() }.toSet()

        assertThat(shown).isNotEmpty().isEqualTo(tested)
    }

    private fun regions(file: Path): Set<String> =
        Regex("(?s)\n *// \\[(?!end])[a-z-]+]\n(.*?)\n *// \\[end]\n").findAll(Files.readString(file))
            .map { it.groupValues[1].trimIndent().trim() }.toSet()
}
