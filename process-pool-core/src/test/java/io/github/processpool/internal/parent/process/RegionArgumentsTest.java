package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.processpool.internal.system.CustomZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Locale.Category;
import java.util.Map;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The arguments that tell a worker of time zone and locales. */
class RegionArgumentsTest {

    private final TimeZone zone = TimeZone.getDefault();
    private final Locale locale = Locale.getDefault();
    private final Locale display = Locale.getDefault(Category.DISPLAY);
    private final Locale format = Locale.getDefault(Category.FORMAT);

    @BeforeEach
    void begin() {
        Locale.setDefault(Locale.GERMANY);
    }

    @AfterEach
    void putBack() {
        TimeZone.setDefault(zone);
        Locale.setDefault(locale);
        Locale.setDefault(Category.DISPLAY, display);
        Locale.setDefault(Category.FORMAT, format);
    }

    @Test
    void bothAreAsTheyWereSetInCode() {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));

        assertThat(RegionArguments.ofThisJvm(Map.of()))
                .startsWith("-Duser.timezone=Asia/Tokyo", "-Duser.language=de")
                .contains("-Duser.country=DE");
    }

    @Test
    void aPartThatIsEmptyNowIsToldOnlyIfTheMachineHasAnother() {
        Locale.setDefault(Locale.GERMAN);
        String usual = System.getProperty("user.country");
        try {
            System.setProperty("user.country", "AT");
            assertThat(RegionArguments.ofThisJvm(Map.of())).contains("-Duser.country=");
            System.clearProperty("user.country");
            assertThat(RegionArguments.ofThisJvm(Map.of()))
                    .noneMatch(argument -> argument.startsWith("-Duser.country"));
        } finally {
            if (usual != null) {
                System.setProperty("user.country", usual);
            }
        }
    }

    @Test
    void aCategoryWithALocaleOfItsOwnIsToldBesidesTheOther() {
        Locale.setDefault(Category.FORMAT, Locale.forLanguageTag("zh-Hant-TW-u-nu-thai-x-own"));

        assertThat(RegionArguments.ofThisJvm(Map.of()))
                .contains("-Duser.language=de", "-Duser.country=DE")
                .contains("-Duser.language.format=zh", "-Duser.script.format=Hant", "-Duser.country.format=TW")
                .anyMatch(argument -> argument.startsWith("-Duser.extensions.format=")
                        && argument.contains("u-nu-thai")
                        && argument.contains("x-own"))
                .noneMatch(argument -> argument.contains(".display="));
    }

    @Test
    void aCategoryThatThisJvmWasStartedWithIsOverriddenByThatOfNow() {
        System.setProperty("user.language.display", "fr");
        try {
            assertThat(RegionArguments.ofThisJvm(Map.of()))
                    .contains("-Duser.language.display=de", "-Duser.country.display=DE")
                    .noneMatch(argument -> argument.contains(".format="));
        } finally {
            System.clearProperty("user.language.display");
        }
    }

    @Test
    void whatTheEnvironmentOfTheWorkersHasIsLeftOut() {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        List<String> all =
                RegionArguments.ofThisJvm(Map.of("PATH", "/", "LANGOUSTE", "x", "JAVA_TOOL_OPTIONS", "-Da=b"));

        for (Map<String, String> zone : List.of(
                Map.of("TZ", "UTC"),
                Map.of("JAVA_TOOL_OPTIONS", "-Xint -Duser.timezone=UTC"),
                Map.of("JDK_JAVA_OPTIONS", "\"-Duser.timezone=UTC\""))) {
            assertThat(RegionArguments.ofThisJvm(zone)).isEqualTo(all.subList(1, all.size()));
        }
        for (Map<String, String> locale : List.of(
                Map.of("LANG", "fr_FR.UTF-8"),
                Map.of("LC_ALL", "C"),
                Map.of("LC_TIME", "fr_FR"),
                Map.of("LANGUAGE", "fr"),
                Map.of("_JAVA_OPTIONS", "-Duser.language=fr"),
                Map.of("JAVA_TOOL_OPTIONS", "-Duser.country=CH"))) {
            assertThat(RegionArguments.ofThisJvm(locale)).containsExactly("-Duser.timezone=Asia/Tokyo");
        }
    }

    @Test
    void aZoneThatOnlyCodeHasArrivesAsItIs() {
        TimeZone own = new SimpleTimeZone(1_234_000, "Nowhere");
        TimeZone.setDefault(own);

        assertThat(takenOver(RegionArguments.ofThisJvm(Map.of()))).isEqualTo(own);
    }

    @Test
    void aZoneThatIsGivenToWorkersWinsOverOneThatOnlyCodeHas() {
        TimeZone.setDefault(new SimpleTimeZone(1_234_000, "Nowhere"));
        List<String> arguments = new ArrayList<>(RegionArguments.ofThisJvm(Map.of()));
        arguments.add("-Duser.timezone=Asia/Tokyo");

        assertThat(takenOver(arguments)).isEqualTo(TimeZone.getTimeZone("UTC"));
    }

    @Test
    void aZoneOfAClassThatWorkersNeedNotHaveIsLeftOutWithOneWarning() {
        TimeZone.setDefault(new Own());
        Logger logger = (Logger) LoggerFactory.getLogger(RegionArguments.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        try {
            assertThat(RegionArguments.ofThisJvm(Map.of())).noneMatch(argument -> argument.contains("zone"));
            assertThat(RegionArguments.ofThisJvm(Map.of())).noneMatch(argument -> argument.contains("zone"));
        } finally {
            logger.detachAppender(events);
        }

        assertThat(events.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement(STRING)
                .contains(Own.class.getName(), "-Duser.timezone");
    }

    @SuppressWarnings("serial")
    private static final class Own extends SimpleTimeZone {

        Own() {
            super(1_234_000, "Nowhere");
        }
    }

    /** Returns what becomes of the default in a JVM with these arguments, which is in UTC otherwise. */
    private static TimeZone takenOver(List<String> arguments) {
        String before = System.getProperty("user.timezone");
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        try {
            for (String argument : arguments) {
                String[] parts = argument.substring("-D".length()).split("=", 2);
                if (parts[0].contains("zone")) {
                    System.setProperty(parts[0], parts[1]);
                }
            }
            CustomZone.install();
            return TimeZone.getDefault();
        } finally {
            if (before == null) {
                System.clearProperty("user.timezone");
            } else {
                System.setProperty("user.timezone", before);
            }
        }
    }
}
