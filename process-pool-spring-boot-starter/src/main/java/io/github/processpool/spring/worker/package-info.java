/**
 * The application's context in a worker process: in the parent it is noted how the application was started, and in a worker the
 * same application is started again without what makes it a server, so that tasks can call its beans.
 *
 * <p>{@link io.github.processpool.spring.WorkerBeans} is what tasks use,
 * {@link io.github.processpool.spring.WorkerProcess} tells on which side code runs. The flow:
 * {@code ApplicationRunListener -> ApplicationRecord -> ApplicationInitializer | WorkerApplication -> ContextStart ->
 * ApplicationRunListener -> WorkerDefinitions}.
 */
@NullMarked
package io.github.processpool.spring.worker;

import org.jspecify.annotations.NullMarked;
