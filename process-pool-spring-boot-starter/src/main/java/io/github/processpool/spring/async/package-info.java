/**
 * Calls of {@link io.github.processpool.spring.annotation.ProcessAsync} methods, from the proxy in the parent to the bean in the
 * worker:
 *
 * <pre>{@code
 * parent   ProcessAsyncBeanPostProcessor checks a bean (MethodCheck) and puts the advice around it
 *          ProcessAsyncInterceptor -> MethodAdvice (the caller's) -> BeanMethod -> Submission -> BeanCall | the pool
 * worker   BeanCall -> WorkerBeans -> ProcessAsyncInterceptor -> MethodAdvice (the worker's) -> the bean
 *          ReturnedValues waits for the value of a future; SentElements sends those of a Flux meanwhile
 * }</pre>
 */
@NullMarked
package io.github.processpool.spring.async;

import org.jspecify.annotations.NullMarked;
