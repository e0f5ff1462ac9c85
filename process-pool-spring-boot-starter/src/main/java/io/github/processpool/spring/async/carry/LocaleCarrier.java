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

    /** What stands for a locale or a time zone on the wire: its name, where that says all, since the objects are long. */
    private record Named(Object value, Serializable onTheWire) {}

    /** The last of each: most callers have the same. Volatile: any thread may replace it. */
    private volatile @Nullable Named lastLocale;

    private volatile @Nullable Named lastTimeZone;

    /** Creates the carrier. */
    public LocaleCarrier() {}

    @Override
    public @Nullable Serializable capture() {
        LocaleContext context = LocaleContextHolder.getLocaleContext();
        if (context == null) {
            return null;
        }
        TimeZone timeZone = context instanceof TimeZoneAwareLocaleContext aware ? aware.getTimeZone() : null;
        Serializable locale = packed(context.getLocale());
        Serializable zone = packed(timeZone);
        boolean areTexts = (locale == null || PackedTexts.fits(locale)) && (zone == null || PackedTexts.fits(zone));
        return areTexts ? PackedTexts.of(text(locale), text(zone)) : new @Nullable Serializable[] {locale, zone};
    }

    /** No locale and no time zone that travels by its name has an empty one. */
    private static String text(@Nullable Serializable packed) {
        return packed == null ? "" : (String) packed;
    }

    private @Nullable Serializable packed(@Nullable Locale locale) {
        Named known = lastLocale;
        if (locale != null && (known == null || !known.value().equals(locale))) {
            String tag = locale.toLanguageTag();
            known = new Named(
                    locale, !tag.isEmpty() && Locale.forLanguageTag(tag).equals(locale) ? tag : locale);
            lastLocale = known;
        }
        return locale == null || known == null ? null : known.onTheWire();
    }

    private @Nullable Serializable packed(@Nullable TimeZone timeZone) {
        Named known = lastTimeZone;
        if (timeZone != null && (known == null || !known.value().equals(timeZone))) {
            TimeZone copy = (TimeZone) timeZone.clone(); // It may be changed later.
            String id = copy.getID();
            known = new Named(copy, !id.isEmpty() && TimeZone.getTimeZone(id).equals(copy) ? id : copy);
            lastTimeZone = known;
        }
        return timeZone == null || known == null ? null : known.onTheWire();
    }

    private static @Nullable Locale locale(@Nullable Serializable packed) {
        return packed instanceof String tag ? tag.isEmpty() ? null : Locale.forLanguageTag(tag) : (Locale) packed;
    }

    private static @Nullable TimeZone timeZone(@Nullable Serializable packed) {
        return packed instanceof String id ? id.isEmpty() ? null : TimeZone.getTimeZone(id) : (TimeZone) packed;
    }

    @Override
    public boolean isRequired() {
        return false;
    }

    @Override
    public Scope restore(Serializable captured) {
        @Nullable
        Serializable[] carried =
                captured instanceof String texts ? PackedTexts.unpack(texts) : (@Nullable Serializable[]) captured;
        LocaleContext before = LocaleContextHolder.getLocaleContext();
        LocaleContextHolder.setLocaleContext(
                new SimpleTimeZoneAwareLocaleContext(locale(carried[0]), timeZone(carried[1])));
        return () -> LocaleContextHolder.setLocaleContext(before);
    }
}
