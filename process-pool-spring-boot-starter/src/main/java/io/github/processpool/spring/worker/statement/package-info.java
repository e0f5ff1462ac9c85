/**
 * Statements that a task has a database execute: known while they run, and cancelled when the task is.
 */
@NullMarked
package io.github.processpool.spring.worker.statement;

import org.jspecify.annotations.NullMarked;
