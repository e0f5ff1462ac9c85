package io.github.processpool.spring.async.carry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.ContextCarrier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.SimpleTimeZoneAwareLocaleContext;

class LocaleCarrierTest {

    private final LocaleCarrier parents = new LocaleCarrier();
    private final LocaleCarrier workers = new LocaleCarrier();

    @AfterEach
    void forget() {
        LocaleContextHolder.resetLocaleContext();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr_CA", "de", "", "no_NO_NY", "ja_JP_JP", "th_TH_TH", "en_US_x!y"})
    void everyLocaleArrivesAsItself(String name) throws Exception {
        String[] parts = name.split("_", 3);
        @SuppressWarnings("deprecation") // Of releases after the one that is the least.
        Locale locale = new Locale(parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");

        assertThat(arrived(locale, null).getLocale()).isEqualTo(locale);
    }

    @Test
    void everyTimeZoneArrivesAsItself() throws Exception {
        TimeZone known = TimeZone.getTimeZone("Asia/Tokyo");
        TimeZone own = new SimpleTimeZone(1_234_000, "Asia/Tokyo");

        assertThat(zoneThatArrives(known)).isEqualTo(known);
        assertThat(zoneThatArrives(own)).isEqualTo(own);
        own.setRawOffset(0);
        assertThat(zoneThatArrives(own)).isEqualTo(own);
    }

    private @Nullable TimeZone zoneThatArrives(TimeZone zone) throws Exception {
        return arrived(Locale.ROOT, zone).getTimeZone();
    }

    private SimpleTimeZoneAwareLocaleContext arrived(Locale locale, @Nullable TimeZone zone) throws Exception {
        LocaleContextHolder.setLocaleContext(new SimpleTimeZoneAwareLocaleContext(locale, zone));
        Serializable captured = copy(Objects.requireNonNull(parents.capture()));
        LocaleContextHolder.resetLocaleContext();
        try (ContextCarrier.Scope scope = workers.restore(captured)) {
            assertThat(scope).isNotNull();
            return (SimpleTimeZoneAwareLocaleContext) Objects.requireNonNull(LocaleContextHolder.getLocaleContext());
        }
    }

    private static Serializable copy(Serializable value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Serializable) in.readObject();
        }
    }
}
