package io.github.processpool.spring.pool;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.Mockito.mock;

import io.github.processpool.WorkerContext;
import io.github.processpool.spring.annotation.ProcessAsync;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/** What keeps a training worker from its archive, and what does not. */
class BeanTrainingTest {

    static class Called {
        @ProcessAsync
        public void run() {}
    }

    @Test
    void beanThatWorkersDoNotHaveIsLeftOut() {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerBeanDefinition("called", new RootBeanDefinition(Called.class));
        BeanTraining training = BeanTraining.of(beans);

        // This is no worker, so there is no bean at all.
        assertThatCode(() -> training.warmUp(mock(WorkerContext.class))).doesNotThrowAnyException();
    }
}
