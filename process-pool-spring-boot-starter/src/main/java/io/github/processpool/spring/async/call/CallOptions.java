package io.github.processpool.spring.async.call;

import io.github.processpool.Placement;
import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskOptions;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.result.ReturnStyle;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.convert.DurationStyle;

/**
 * What the annotation says, with placeholders resolved: read once for each method, by {@link BeanMethod}. What can't be read is
 * left out and becomes a problem. Immutable.
 */
public final class CallOptions {

    private static final String DURATION = "a duration such as 30s, 500ms or PT30S";
    private static final String NUMBER = "a whole number";

    private final String pool;
    private final TaskOptions fixed;
    private final @Nullable KeyExpression affinityKey;
    private final @Nullable KeyExpression quarantineKey;
    private final @Nullable Boolean afterCommit;
    private final List<Problem> problems;

    private CallOptions(Reader reader, ProcessAsync annotation) {
        this.pool = reader.read("pool", annotation.pool(), "the name of a pool", text -> text, "");
        reader.option("timeout", annotation.timeout(), DURATION, CallOptions::duration, reader.options::timeout);
        reader.option(
                "queueTimeout",
                annotation.queueTimeout(),
                DURATION,
                CallOptions::duration,
                reader.options::queueTimeout);
        reader.option("deadline", annotation.deadline(), DURATION, CallOptions::duration, reader.options::deadline);
        reader.option(
                "gracePeriod", annotation.gracePeriod(), DURATION, CallOptions::duration, reader.options::gracePeriod);
        reader.option("maxAttempts", annotation.maxAttempts(), NUMBER, reader::attempts, reader.options::maxAttempts);
        reader.option("priority", annotation.priority(), NUMBER, Integer::valueOf, reader.options::priority);
        reader.option(
                "placement",
                annotation.placement(),
                "here or anywhere",
                CallOptions::placement,
                reader.options::placement);
        this.affinityKey = reader.key("affinityKey", annotation.affinityKey());
        this.quarantineKey = reader.key("quarantineKey", annotation.quarantineKey());
        this.afterCommit = reader.afterCommit(annotation.afterCommit());
        this.fixed = reader.options.build();
        this.problems = List.copyOf(reader.problems);
    }

    public static CallOptions of(
            String taskName, Method method, ProcessAsync annotation, ConfigurableBeanFactory beanFactory) {
        return new CallOptions(new Reader(taskName, method, beanFactory), annotation);
    }

    private static Duration duration(String text) {
        return DurationStyle.detectAndParse(text);
    }

    private static Placement placement(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "here" -> Placement.HERE;
            case "anywhere" -> Placement.ANYWHERE;
            default -> throw new IllegalArgumentException("it is neither here nor anywhere");
        };
    }

    /** The name of a pool; empty: the default pool. */
    public String pool() {
        return pool;
    }

    /** Whether a call in a transaction waits for its commit; null: not said. */
    @Nullable
    Boolean afterCommit() {
        return afterCommit;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** What holds for a call with these arguments. */
    public TaskOptions of(@Nullable Object[] arguments) {
        if (affinityKey == null && quarantineKey == null) {
            return fixed;
        }
        TaskOptions.Builder options = fixed.toBuilder();
        if (affinityKey != null) {
            affinityKey.evaluate(arguments).ifPresent(options::affinityKey);
        }
        if (quarantineKey != null) {
            quarantineKey.evaluate(arguments).ifPresent(options::quarantineKey);
        }
        return options.build();
    }

    /** Used by one constructor. */
    private static final class Reader {

        private final String taskName;
        private final Method method;
        private final ConfigurableBeanFactory beanFactory;
        private final TaskOptions.Builder options;
        private final List<Problem> problems = new ArrayList<>();

        Reader(String taskName, Method method, ConfigurableBeanFactory beanFactory) {
            this.taskName = taskName;
            this.method = method;
            this.beanFactory = beanFactory;
            this.options = TaskOptions.builder().name(taskName);
        }

        @Nullable
        KeyExpression key(String attribute, String text) {
            String expected = "an expression over the parameters, such as #p0 or, compiled with -parameters, #name";
            return this.<@Nullable KeyExpression>read(
                    attribute,
                    text,
                    expected,
                    resolved -> KeyExpression.parse(attribute, resolved, method, beanFactory),
                    null);
        }

        int attempts(String text) {
            int attempts = Integer.parseInt(text);
            if (attempts > 1 && ReturnStyle.of(method.getReturnType()) == ReturnStyle.FLUX) {
                throw new IllegalArgumentException(
                        "it returns Flux, and elements that its subscriber has would come again");
            }
            return attempts;
        }

        @Nullable
        Boolean afterCommit(String text) {
            return this.<@Nullable Boolean>read(
                    "afterCommit",
                    text,
                    "true or false",
                    resolved -> {
                        boolean waits = truth(resolved);
                        @Nullable String problem = waits ? whyNotLater(method.getReturnType()) : null;
                        if (problem != null) {
                            throw new IllegalArgumentException(
                                    "it returns " + method.getReturnType().getSimpleName() + ", " + problem);
                        }
                        return waits;
                    },
                    null);
        }

        /** Null if a call can be submitted after it has returned. */
        private static @Nullable String whyNotLater(Class<?> returned) {
            ReturnStyle style = ReturnStyle.of(returned);
            if (style == ReturnStyle.MONO || style == ReturnStyle.FLUX) {
                return "which is not submitted by the call but by a subscription";
            } else if (style == ReturnStyle.VALUE) {
                return "for which its caller waits inside the transaction";
            }
            return returned == ProcessFuture.class ? "of which there is none before the task is submitted" : null;
        }

        private static boolean truth(String text) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException("it is neither true nor false");
            }
            return text.equals("true");
        }

        <T> void option(
                String attribute, String text, String expected, Function<String, T> parser, Consumer<T> target) {
            this.<@Nullable Void>read(
                    attribute,
                    text,
                    expected,
                    resolved -> {
                        target.accept(parser.apply(resolved));
                        return null;
                    },
                    null);
        }

        <T extends @Nullable Object> T read(
                String attribute, String text, String expected, Function<String, T> parser, T absent) {
            String resolved = text;
            try {
                String value = beanFactory.resolveEmbeddedValue(text);
                resolved = value == null ? "" : value.trim();
                return resolved.isEmpty() ? absent : parser.apply(resolved);
            } catch (RuntimeException e) { // Of Spring, of parsers or of TaskOptions.
                String from = resolved.equals(text) ? "" : " (from '" + text + "')";
                problems.add(new Problem(
                        taskName + ": " + attribute + " can't be '" + resolved + "'" + from + ": " + e.getMessage(),
                        "Give " + attribute + " of " + taskName + " " + expected + "."));
                return absent;
            }
        }
    }
}
