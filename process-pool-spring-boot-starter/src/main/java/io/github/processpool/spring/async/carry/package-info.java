/**
 * What of the calling thread goes along with a call: locale, MDC, the user, and what beans of the application add.
 */
@NullMarked
package io.github.processpool.spring.async.carry;

import org.jspecify.annotations.NullMarked;
