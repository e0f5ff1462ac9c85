package io.github.processpool.spring.guide.async;

import io.github.processpool.spring.annotation.CallerAdvice;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.springframework.stereotype.Component;

@Aspect
@Component
@CallerAdvice // (alsoInWorker = true): on both sides
class QuotaAspect {

    @Before("@annotation(io.github.processpool.spring.annotation.ProcessAsync)")
    void count() {
        Quota.ofCurrentRequest().take();
    }
}
