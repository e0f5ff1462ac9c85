/** The examples of the pages and of the Javadoc, in a package of its own where they have classes of the same name. */
@NullMarked
package io.github.processpool.spring.guide;

import org.jspecify.annotations.NullMarked;
