package io.github.processpool.internal.parent.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Locale.Category;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The default time zone and locales of this JVM, however they were set, as arguments of a worker that is about to start. They stand
 * before the user's own, which count. Stateless.
 */
final class RegionArguments {

    private RegionArguments() {}

    /** Returns them as they are now. */
    static List<String> ofThisJvm() {
        List<String> arguments = new ArrayList<>(zone());
        Locale locale = Locale.getDefault();
        add("", locale, arguments);
        for (Category category : Category.values()) {
            String suffix = "." + category.name().toLowerCase(Locale.ROOT);
            Locale own = Locale.getDefault(category);
            // Only if need be: a user who gives workers another language would have to know of both.
            if (!own.equals(locale) || hasOwnFromStart(suffix)) {
                add(suffix, own, arguments);
            }
        }
        return arguments;
    }

    /** A zone that was made by code has no name that a worker would know. */
    private static List<String> zone() {
        TimeZone zone = TimeZone.getDefault();
        boolean known = TimeZone.getTimeZone(zone.getID()).hasSameRules(zone);
        return known ? List.of("-Duser.timezone=" + zone.getID()) : List.of();
    }

    private static void add(String suffix, Locale locale, List<String> arguments) {
        arguments.add("-Duser.language" + suffix + "=" + locale.getLanguage());
        addPart("user.script" + suffix, locale.getScript(), arguments);
        addPart("user.country" + suffix, locale.getCountry(), arguments);
        addPart("user.variant" + suffix, locale.getVariant(), arguments);
        String extensions = locale.getExtensionKeys().stream()
                .map(key -> key + "-" + locale.getExtension(key))
                .collect(Collectors.joining("-"));
        addPart("user.extensions" + suffix, extensions, arguments);
    }

    /** One that is empty counts as well if this JVM was started with another: else the worker would have that. */
    private static void addPart(String property, String value, List<String> arguments) {
        boolean fromMachine = !System.getProperty(property, "").isEmpty();
        boolean fromBase = property.indexOf('.', "user.".length()) > 0;
        if (!value.isEmpty() || fromMachine || fromBase) {
            arguments.add("-D" + property + "=" + value);
        }
    }

    /** A worker would have it from the same arguments, or the same machine. */
    private static boolean hasOwnFromStart(String suffix) {
        return Stream.of("language", "script", "country", "variant", "extensions")
                .anyMatch(part -> System.getProperty("user." + part + suffix) != null);
    }
}
