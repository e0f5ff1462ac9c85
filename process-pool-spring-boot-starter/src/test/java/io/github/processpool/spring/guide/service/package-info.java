/** docs/spring.md. */
@NullMarked
package io.github.processpool.spring.guide.service;

import org.jspecify.annotations.NullMarked;
