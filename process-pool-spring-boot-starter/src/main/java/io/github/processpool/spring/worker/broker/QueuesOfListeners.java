package io.github.processpool.spring.worker.broker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;

/**
 * Receives from {@link RabbitDeclarations} all that is made for an admin to declare, and switches off the queues that live with a
 * connection or with their listeners: exclusive ones, those that are deleted with the last listener and those that expire, with the
 * bindings to them. Nobody listens to a worker's: it would be filled, and an exclusive one be refused.
 *
 * <p><b>Thread safety:</b> by any thread, a binding before its queue or after it: one of the two finds the other.
 */
final class QueuesOfListeners {

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Set<Binding> bindings = ConcurrentHashMap.newKeySet();

    /** Any bean. An admin decides when all have been made. */
    void leaveOutIn(Object made) {
        if (made instanceof Declarables several) {
            several.getDeclarables().forEach(this::leaveOutIn);
        } else if (made instanceof Queue queue && isOfListeners(queue)) {
            queue.setShouldDeclare(false);
            names.add(queue.getActualName());
            bindings.forEach(this::leaveOutIfOfListeners);
        } else if (made instanceof Binding binding && binding.isDestinationQueue()) {
            bindings.add(binding);
            leaveOutIfOfListeners(binding);
        }
    }

    private static boolean isOfListeners(Queue queue) {
        return queue.isExclusive()
                || queue.isAutoDelete()
                || queue.getArguments().containsKey("x-expires");
    }

    private void leaveOutIfOfListeners(Binding binding) {
        if (names.contains(binding.getDestination())) {
            binding.setShouldDeclare(false);
        }
    }
}
