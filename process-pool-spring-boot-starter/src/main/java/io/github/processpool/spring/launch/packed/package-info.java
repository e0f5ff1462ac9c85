/**
 * The application as Spring Boot packs it: an archive with archives in it, its class path, and its contents in a folder.
 */
@NullMarked
package io.github.processpool.spring.launch.packed;

import org.jspecify.annotations.NullMarked;
