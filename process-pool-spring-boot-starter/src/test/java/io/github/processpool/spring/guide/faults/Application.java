package io.github.processpool.spring.guide.faults;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The one that {@link ThumbnailsTest} tests. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Thumbnails.class, Gallery.class})
class Application {}
