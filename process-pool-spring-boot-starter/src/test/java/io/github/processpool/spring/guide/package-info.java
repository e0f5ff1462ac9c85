/** The examples of the pages and of the Javadoc, each in a package of its own, as they all have a class of the same name. */
@NullMarked
package io.github.processpool.spring.guide;

import org.jspecify.annotations.NullMarked;
