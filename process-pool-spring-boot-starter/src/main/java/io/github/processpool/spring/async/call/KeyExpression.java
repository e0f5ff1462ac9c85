package io.github.processpool.spring.async.call;

import io.github.processpool.spring.async.destination.MethodSignature;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Makes a key from the arguments of a call, in the parent.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class KeyExpression {

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();
    private static final Object NO_ROOT = new Object();

    private final String attribute;
    private final SpelExpression expression;
    private final Method method;
    private final BeanFactory beanFactory;

    private KeyExpression(String attribute, SpelExpression expression, Method method, BeanFactory beanFactory) {
        this.attribute = attribute;
        this.expression = expression;
        this.method = method;
        this.beanFactory = beanFactory;
    }

    /**
     * @throws org.springframework.expression.ParseException if it is no expression
     * @throws IllegalArgumentException if it refers to arguments that there are not
     */
    static KeyExpression parse(String attribute, String text, Method method, BeanFactory beanFactory) {
        SpelExpression expression = new SpelExpressionParser().parseRaw(text);
        Set<String> known = variablesOf(method);
        for (String variable : variablesIn(expression.getAST())) {
            if (!known.contains(variable)) {
                throw new IllegalArgumentException("the method has no parameter " + variable);
            }
        }
        return new KeyExpression(attribute, expression, method, beanFactory);
    }

    private static Set<String> variablesOf(Method method) {
        Set<String> known = new HashSet<>(Set.of("#this", "#root"));
        @Nullable String @Nullable [] names = NAMES.getParameterNames(method);
        for (int i = 0; i < method.getParameterCount(); i++) {
            known.add("#p" + i);
            known.add("#a" + i);
            if (names != null) {
                known.add("#" + names[i]);
            }
        }
        return known;
    }

    private static Set<String> variablesIn(SpelNode root) {
        Set<String> found = new HashSet<>();
        Deque<SpelNode> nodes = new ArrayDeque<>();
        nodes.push(root);
        while (!nodes.isEmpty()) {
            SpelNode node = nodes.pop();
            if (node instanceof VariableReference) {
                found.add(node.toStringAST());
            }
            for (int i = 0; i < node.getChildCount(); i++) {
                nodes.push(node.getChild(i));
            }
        }
        return found;
    }

    /** Returns nothing if the expression gives null or a blank text. */
    Optional<String> evaluate(@Nullable Object[] arguments) {
        MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(NO_ROOT, method, arguments, NAMES);
        context.setBeanResolver(new BeanFactoryResolver(beanFactory));
        try {
            Object key = expression.getValue(context);
            return Optional.ofNullable(key).map(Object::toString).filter(text -> !text.isBlank());
        } catch (EvaluationException e) {
            throw new IllegalArgumentException(
                    "The " + attribute + " '" + expression.getExpressionString() + "' of " + MethodSignature.of(method)
                            + " can't be evaluated for this call: " + e.getMessage(),
                    e);
        }
    }
}
