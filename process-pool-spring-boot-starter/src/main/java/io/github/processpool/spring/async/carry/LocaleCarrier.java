package io.github.processpool.spring.async.carry;

import io.github.processpool.spring.ContextCarrier;
import java.io.Serializable;
import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.SimpleTimeZoneAwareLocaleContext;
import org.springframework.context.i18n.TimeZoneAwareLocaleContext;

/** Takes the locale and the time zone of {@link LocaleContextHolder} along, if the calling thread has them. Stateless. */
public final class LocaleCarrier implements ContextCarrier {

    private record Carried(
            @Nullable Locale locale, @Nullable TimeZone timeZone) implements Serializable {}

    /** Creates the carrier. */
    public LocaleCarrier() {}

    @Override
    public @Nullable Serializable capture() {
        LocaleContext context = LocaleContextHolder.getLocaleContext();
        if (context == null) {
            return null;
        }
        TimeZone timeZone = context instanceof TimeZoneAwareLocaleContext aware ? aware.getTimeZone() : null;
        return new Carried(context.getLocale(), timeZone);
    }

    @Override
    public boolean isRequired() {
        return false;
    }

    @Override
    public Scope restore(Serializable captured) {
        Carried carried = (Carried) captured;
        LocaleContext before = LocaleContextHolder.getLocaleContext();
        LocaleContextHolder.setLocaleContext(
                new SimpleTimeZoneAwareLocaleContext(carried.locale(), carried.timeZone()));
        return () -> LocaleContextHolder.setLocaleContext(before);
    }
}
