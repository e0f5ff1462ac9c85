/** The Javadoc of the annotations. */
@NullMarked
package io.github.processpool.spring.guide.annotated;

import org.jspecify.annotations.NullMarked;
