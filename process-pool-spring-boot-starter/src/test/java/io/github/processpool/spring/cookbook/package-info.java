/** The programs of docs/cookbook that need Spring Boot; each is shown on a page, but for its package. */
@NullMarked
package io.github.processpool.spring.cookbook;

import org.jspecify.annotations.NullMarked;
