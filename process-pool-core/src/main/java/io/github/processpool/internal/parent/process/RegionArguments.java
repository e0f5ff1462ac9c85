package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.system.CustomZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Locale.Category;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * The default time zone and locales of this JVM, however they were set, as arguments of a worker that is about to start. They stand
 * before the user's own, which count; those that the environment of the workers has are left out, as arguments would override them.
 * Stateless.
 */
final class RegionArguments {

    private static final Logger log = PoolLoggers.of(RegionArguments.class);
    private static final AtomicBoolean TOLD_OF_ZONE = new AtomicBoolean();

    private RegionArguments() {}

    /** Returns them as they are now, for workers which are given some variables of their own. */
    static List<String> ofThisJvm(Map<String, String> environment) {
        List<String> arguments = new ArrayList<>();
        if (!environment.containsKey("TZ") && !hasProperty("timezone", environment)) {
            arguments.addAll(zone());
        }
        boolean hasLocale = environment.keySet().stream().anyMatch(name -> name.matches("LANG|LANGUAGE|LC_.*"));
        if (!hasLocale && !hasProperty("(language|script|country|region|variant|extensions)", environment)) {
            arguments.addAll(locales());
        }
        return arguments;
    }

    private static boolean hasProperty(String name, Map<String, String> environment) {
        return CommandLine.JVM_VARIABLES.stream()
                .anyMatch(
                        variable -> environment.getOrDefault(variable, "").matches("(?s).*-Duser\\." + name + "\\b.*"));
    }

    private static List<String> locales() {
        List<String> arguments = new ArrayList<>();
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

    private static List<String> zone() {
        TimeZone zone = TimeZone.getDefault();
        boolean known = TimeZone.getTimeZone(zone.getID()).hasSameRules(zone);
        if (known) {
            return List.of("-Duser.timezone=" + zone.getID());
        }
        List<String> arguments = CustomZone.arguments(zone);
        if (arguments.isEmpty() && TOLD_OF_ZONE.compareAndSet(false, true)) {
            log.warn(
                    "Workers don't have the default time zone of this JVM, but that of the machine: it is of the class {}, which"
                            + " can't be handed on. Give workers one by -Duser.timezone among their JVM arguments",
                    zone.getClass().getName());
        }
        return arguments;
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
