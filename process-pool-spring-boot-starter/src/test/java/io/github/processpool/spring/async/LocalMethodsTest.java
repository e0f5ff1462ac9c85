package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class LocalMethodsTest {

    /** Is not there for {@link Half}. */
    static class Missing {}

    static class Half {

        void take(Missing missing) {}
    }

    static class Reports {

        @ProcessAsync
        public void render() {}
    }

    /** As where an optional library is missing. */
    private static final class HidingLoader extends ClassLoader {

        HidingLoader() {
            super(LocalMethodsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Missing.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            if (!name.equals(Half.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void aClassThatMentionsAMissingTypeIsLeftOut(CapturedOutput output) throws Exception {
        Class<?> half = Class.forName(Half.class.getName(), false, new HidingLoader());
        assertThatThrownBy(half::getDeclaredMethods).isInstanceOf(NoClassDefFoundError.class);
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        for (Class<?> type : List.of(half, Reports.class)) {
            beans.registerBeanDefinition(type.getName(), new RootBeanDefinition(type));
        }

        new LocalMethods(beans, "process-pool.enabled=false").afterSingletonsInstantiated();

        assertThat(output).contains("1 method with @ProcessAsync runs", "Reports.render");
    }
}
