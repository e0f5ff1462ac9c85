package io.github.processpool.kotlin

import io.github.processpool.servers.NoProcessIsLeft
import io.github.processpool.spring.annotation.ProcessAsync
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.extension.ExtendWith
import org.springframework.boot.SpringBootConfiguration
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.boot.runApplication
import org.springframework.context.annotation.Import
import org.springframework.stereotype.Service
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit

// [bean]
@Service
open class Reports {
    @ProcessAsync
    open fun render(page: Int): CompletableFuture<Report> = CompletableFuture.completedFuture(Report(page, 100))
}
// [end]

open class Suspended {
    @ProcessAsync
    open suspend fun render(page: Int): Report = Report(page, 100)
}

@SpringBootConfiguration
@EnableAutoConfiguration
@Import(Reports::class)
open class KotlinApplication

@SpringBootConfiguration
@EnableAutoConfiguration
@Import(Suspended::class)
open class SuspendedApplication

/** Beans in Kotlin whose methods run in workers. */
@ExtendWith(NoProcessIsLeft::class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class KotlinBeansIT {
    @Test
    fun aMethodOfABeanRunsInAWorker() {
        runApplication<KotlinApplication>(*ARGUMENTS).use { context ->
            assertThat(context.getBean(Reports::class.java).render(3).get(60, TimeUnit.SECONDS))
                .isEqualTo(Report(3, 100))
        }
    }

    @Test
    fun aSuspendFunctionIsRefusedAtTheStart() {
        assertThatThrownBy { runApplication<SuspendedApplication>(*ARGUMENTS) }
            .hasStackTraceContaining("Suspended.render is a suspend function of Kotlin")
    }

    private companion object {
        val ARGUMENTS = arrayOf(
            "--spring.main.web-application-type=none",
            "--spring.main.banner-mode=off",
            "--process-pool.max-workers=1",
            "--spring.autoconfigure.exclude=" +
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration," +
                "org.springframework.boot.artemis.autoconfigure.ArtemisAutoConfiguration",
        )
    }
}
