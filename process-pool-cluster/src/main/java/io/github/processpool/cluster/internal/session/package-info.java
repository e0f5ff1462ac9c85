/**
 * Who else is there, and what is still of today: members come into view, say hello to each other and have a session until one of them is
 * lost. Nothing here knows a task.
 */
@NullMarked
package io.github.processpool.cluster.internal.session;

import org.jspecify.annotations.NullMarked;
