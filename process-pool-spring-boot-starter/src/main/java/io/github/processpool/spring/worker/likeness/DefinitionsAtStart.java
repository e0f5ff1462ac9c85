package io.github.processpool.spring.worker.likeness;

import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Notes in the parent, before it makes beans, which definitions there are: those that its beans register afterwards, as Spring
 * Integration does for the parts of a flow, come into being in a worker when that makes these beans, and are not missing before.
 *
 * <p><b>Thread safety:</b> used by the thread of a run.
 */
public final class DefinitionsAtStart implements BeanFactoryPostProcessor {

    private static final String BEAN = DefinitionsAtStart.class.getName();

    private record Names(Set<String> all) {}

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        if (!beans.containsSingleton(BEAN)) {
            beans.registerSingleton(BEAN, new Names(Set.of(beans.getBeanDefinitionNames())));
        }
    }

    /** All that are there now, where nobody has noted them. */
    static List<String> of(ConfigurableListableBeanFactory beans) {
        List<String> present = List.of(beans.getBeanDefinitionNames());
        return beans.getSingleton(BEAN) instanceof Names names
                ? present.stream().filter(names.all()::contains).toList()
                : present;
    }
}
