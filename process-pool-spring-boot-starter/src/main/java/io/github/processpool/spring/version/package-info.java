/**
 * Looks at the versions of Spring that an application has, before anything of this starter is used. Everything here has to be linked
 * with those that the starter does not serve, too.
 */
@NullMarked
package io.github.processpool.spring.version;

import org.jspecify.annotations.NullMarked;
