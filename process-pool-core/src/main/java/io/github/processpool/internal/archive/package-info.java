/**
 * The class-data archive in an entry of the start-up cache: which classes it has, the run that trains it, and the trial of it.
 */
@NullMarked
package io.github.processpool.internal.archive;

import org.jspecify.annotations.NullMarked;
