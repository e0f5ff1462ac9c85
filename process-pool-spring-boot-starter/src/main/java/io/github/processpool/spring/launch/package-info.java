/**
 * Starts workers from what Spring Boot makes of an application: an executable jar, a run with devtools.
 */
@NullMarked
package io.github.processpool.spring.launch;

import org.jspecify.annotations.NullMarked;
