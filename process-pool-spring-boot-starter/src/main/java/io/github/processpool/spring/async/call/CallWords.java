package io.github.processpool.spring.async.call;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what the pool says of a {@link BeanCall} in the words of the method that was called. Stateless. */
final class CallWords {

    private static final Pattern TASK = Pattern.compile("Task '[^']*'");
    private static final Pattern ARGUMENT = Pattern.compile("argument 1(?:\\[(\\d+)])?");
    private static final Pattern CONTEXT = Pattern.compile("task\\.context\\.captured\\[(\\d+)]");

    private CallWords() {}

    static String of(String taskName, Method method, BeanCall call, String words) {
        String named = TASK.matcher(words).replaceFirst(Matcher.quoteReplacement("Task '" + taskName + "'"));
        String argued =
                ARGUMENT.matcher(named).replaceFirst(found -> Matcher.quoteReplacement(argument(method, found)));
        return CONTEXT.matcher(argued)
                .replaceFirst(found -> Matcher.quoteReplacement("what the ContextCarrier '"
                        + call.travelling().carrierAt(Integer.parseInt(found.group(1))) + "' took along"));
    }

    private static String argument(Method method, MatchResult found) {
        Parameter[] parameters = method.getParameters();
        if (parameters.length == 1) {
            return "argument '" + parameters[0].getName() + "'"
                    + (found.group(1) == null ? "" : "[" + found.group(1) + "]");
        } else if (found.group(1) == null) {
            return "the array of the arguments";
        }
        return "argument '" + parameters[Integer.parseInt(found.group(1))].getName() + "'";
    }
}
