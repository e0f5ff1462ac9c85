package io.github.processpool.guide;

import java.io.Serializable;

/** The result of a task. */
record Thumbnail(String name, byte[] pixels) implements Serializable {}
