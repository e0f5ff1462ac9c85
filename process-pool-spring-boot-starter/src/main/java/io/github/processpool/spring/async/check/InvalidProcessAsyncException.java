package io.github.processpool.spring.async.check;

import io.github.processpool.spring.async.call.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Methods that are annotated to be called in a worker can't be; made by {@link MethodCheck}, told by the failure analyzer. */
public final class InvalidProcessAsyncException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    public InvalidProcessAsyncException(List<BeanProblems> beans) {
        this("@ProcessAsync", beans);
    }

    /** For another annotation that such methods have. */
    InvalidProcessAsyncException(String annotation, List<BeanProblems> beans) {
        super(describe(annotation, beans) + System.lineSeparator() + System.lineSeparator() + advise(beans));
        this.description = describe(annotation, beans);
        this.action = advise(beans);
    }

    /** The problems of one bean, at least one. */
    public record BeanProblems(String beanName, Class<?> type, List<Problem> problems) {}

    String description() {
        return description;
    }

    String action() {
        return action;
    }

    private static String describe(String annotation, List<BeanProblems> beans) {
        return beans.stream()
                .map(bean -> annotation + " can't work in the bean '" + bean.beanName() + "' ("
                        + bean.type().getName() + "):"
                        + lines(bean.problems().stream().map(Problem::what).toList()))
                .collect(Collectors.joining(System.lineSeparator() + System.lineSeparator()));
    }

    private static String advise(List<BeanProblems> beans) {
        List<String> remedies = beans.stream()
                .flatMap(bean -> bean.problems().stream())
                .map(Problem::remedy)
                .distinct()
                .toList();
        return remedies.size() == 1 ? remedies.get(0) : "To do:" + lines(remedies);
    }

    private static String lines(List<String> texts) {
        return texts.stream()
                .map(text -> System.lineSeparator() + "    - " + text)
                .collect(Collectors.joining());
    }
}
