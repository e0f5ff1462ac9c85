package io.github.processpool.spring.guide.annotated;

import io.github.processpool.PayloadSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.databind.ObjectMapper;

record JsonSerializer(Class<?> type) implements PayloadSerializer {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public void write(Object value, OutputStream target) throws IOException {
        target.write(MAPPER.writeValueAsBytes(type.cast(value)));
    }

    public Object read(InputStream source) throws IOException {
        return MAPPER.readValue(source, type);
    }
}
