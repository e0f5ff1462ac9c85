package io.github.processpool.spring.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.description.ContextKind;
import io.github.processpool.spring.worker.description.ServletSettings;
import io.github.processpool.spring.worker.effect.Effects;
import io.github.processpool.spring.worker.likeness.ApplicationShape;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.web.context.ConfigurableWebApplicationContext;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.HandlerMapping;
import reactor.core.publisher.Mono;

/** Contexts of workers by the kind of their application's. */
@ExtendWith(OutputCaptureExtension.class)
class ContextKindsTest {

    /** Of contexts that a test has refreshed to look at what an application has. */
    private static final Set<String> OF_THE_RUNNER = Set.of("lifecycleProcessor");

    private static final Pattern SERVERS =
            Pattern.compile("jackson|json|endpoint|servlet|webserver|mvc", Pattern.CASE_INSENSITIVE);

    private ConfigurableApplicationContext context;
    /** Of the application. */
    private ServletSettings servlets;
    /** Of the application. */
    private Map<String, Object> properties = Map.of("spring.jmx.enabled", "true", "test.security", "true");

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    private void refresh(ContextKind kind, Class<?>... configurations) {
        refresh(kind, ApplicationShape.UNKNOWN, configurations);
    }

    private void refresh(ContextKind kind, ApplicationShape shape, Class<?>... configurations) {
        context = new WorkerContexts(kind, servlets).create(null);
        ApplicationDescription.Settings settings =
                new ApplicationDescription.Settings(Map.of(), List.of(), List.of(), false, Duration.ofSeconds(1));
        ApplicationDescription description = new ApplicationDescription(
                "jvm", 1, null, Map.of(), null, List.of(), Effects.NONE, settings, shape, servlets);
        ConfigurableEnvironment environment = new WorkerContexts(kind).createEnvironment(null);
        if (environment != null) {
            context.setEnvironment(environment);
        }
        context.getEnvironment().getPropertySources().addLast(new MapPropertySource("application", properties));
        ((AnnotationConfigRegistry) context).register(configurations);
        new RunChanges(description).apply(context);
        context.refresh();
    }

    private Set<String> missing(ApplicationContext application) {
        Set<String> missing = new HashSet<>(Arrays.asList(application.getBeanDefinitionNames()));
        missing.removeAll(Arrays.asList(context.getBeanDefinitionNames()));
        missing.removeAll(OF_THE_RUNNER);
        return missing;
    }

    @Test
    void definitionsOfAnApplicationWithServletsAreTheApplications() {
        refresh(ContextKind.SERVLET_SERVER, Application.class);
        new WebApplicationContextRunner()
                .withPropertyValues("spring.jmx.enabled=true", "test.security=true")
                .withUserConfiguration(Application.class)
                .run(application -> assertThat(missing(application)).containsExactlyInAnyOrder("mbeanExporter"));
        assertThat(context.getBean("webOnly")).isEqualTo("web");
    }

    @Test
    void definitionsOfAReactiveApplicationAreTheApplications() {
        refresh(ContextKind.REACTIVE_SERVER, Application.class);
        new ReactiveWebApplicationContextRunner()
                .withPropertyValues("spring.jmx.enabled=true", "test.security=true")
                .withUserConfiguration(Application.class)
                .run(application -> assertThat(missing(application)).containsExactlyInAnyOrder("mbeanExporter"));
        assertThat(context.getBean("webOnly")).isEqualTo("web");
        assertThat(AopUtils.isAopProxy(context.getBean(Guarded.class)))
                .as("secured")
                .isTrue();
    }

    @Test
    void definitionsOfAnApplicationWithoutTheWebAreTheApplications() {
        refresh(ContextKind.NONE, Application.class);
        new ApplicationContextRunner()
                .withPropertyValues("spring.jmx.enabled=true", "test.security=true")
                .withUserConfiguration(Application.class)
                .run(application -> assertThat(missing(application)).containsExactlyInAnyOrder("mbeanExporter"));
        assertThat(context.containsBean("webOnly")).isFalse();
    }

    /** Of the server itself, and of what listens to the refreshed context. */
    @Test
    void nothingIsMadeBecauseOfTheKind() {
        refresh(ContextKind.SERVLET_SERVER, Plain.class);
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
        assertThat(beans.getBeanNamesForType(ServletWebServerFactory.class))
                .isNotEmpty()
                .noneMatch(beans::containsSingleton);
        assertThat(beans.getBeanNamesForType(HandlerMapping.class, true, false))
                .isNotEmpty()
                .noneMatch(beans::containsSingleton);
        assertThat(Arrays.stream(beans.getSingletonNames())
                        .filter(beans::containsBeanDefinition)
                        .filter(name -> !(beans.getSingleton(name) instanceof BeanPostProcessor))
                        .filter(name -> SERVERS.matcher(name).find()))
                .isEmpty();
    }

    /** Boot generates one for an application that has no users, and says so. */
    @Test
    void passwordOfTheUserIsTheApplications(CapturedOutput output) {
        new WebApplicationContextRunner()
                .withPropertyValues("test.security=true")
                .withUserConfiguration(Plain.class)
                .run(application -> {
                    UserDetails user =
                            application.getBean(UserDetailsService.class).loadUserByUsername("user");
                    refresh(
                            ContextKind.SERVLET_SERVER,
                            ApplicationShape.of(
                                    application.getSourceApplicationContext().getBeanFactory(), List.of()),
                            Plain.class);
                    assertThat(context.getBean(UserDetailsService.class)
                                    .loadUserByUsername("user")
                                    .getPassword())
                            .isEqualTo(user.getPassword());
                });
        assertThat(output).containsOnlyOnce("Using generated security password");
    }

    @Test
    void conditionsOfADeploymentAreDecidedAsInTheApplication() {
        refresh(ContextKind.SERVLET_SERVER, Deployed.class);
        assertThat(context.getBean("deployed")).isEqualTo("jar");
        context.close();
        refresh(ContextKind.SERVLET, Deployed.class);
        assertThat(context.getBean("deployed")).isEqualTo("war");
    }

    @Test
    void conditionsOnWhatIsSwitchedOffAreDecidedOnTheApplicationsValue() {
        refresh(ContextKind.NONE, Switched.class);
        assertThat(context.containsBean("onJmx")).isTrue();
        assertThat(context.containsBean("onJob")).isTrue();
        assertThat(context.containsBean("onExport")).isTrue();
        assertThat(context.getEnvironment().getProperty("spring.jmx.enabled")).isEqualTo("false");
    }

    @Test
    void servletContextAnswersWhatIsAskedAtSetUpAndRefusesTheRest() {
        refresh(ContextKind.SERVLET_SERVER, NeedsContainer.class);
        ServletContext container = context.getBean(NeedsContainer.class).servletContext;
        assertThat(container.getAttribute(WebApplicationContext.ROOT_WEB_APPLICATION_CONTEXT_ATTRIBUTE))
                .isSameAs(context);
        container.setAttribute("mine", 1);
        assertThat(container.getAttribute("mine")).isEqualTo(1);
        assertThat(container.getInitParameter("none")).isNull();
        assertThat(container.getContextPath()).isEmpty();
        assertThat(context.getResource("/none.txt").exists()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> container.getRequestDispatcher("/"))
                .withMessageContaining("ServletContext.getRequestDispatcher can't be used in a worker process");
    }

    @Test
    void servletContextSaysWhatThatOfTheApplicationSays() {
        MockServletContext ofApplication = new MockServletContext();
        ofApplication.setContextPath("/shop");
        ofApplication.setServletContextName("Shop");
        ofApplication.addInitParameter("greeting", "hello");
        DefaultListableBeanFactory application = new DefaultListableBeanFactory();
        application.registerSingleton("servletContext", ofApplication);
        servlets = ServletSettings.of(application, Map.of("server.port", "0"));
        refresh(ContextKind.SERVLET_SERVER, NeedsContainer.class);
        assertThatItSays("/shop", "Shop", "hello");
    }

    @Test
    void propertiesOfWorkersChangeOnlyThatPartOfAServletContextThatTheyAreAbout() {
        MockServletContext ofApplication = new MockServletContext();
        ofApplication.setServletContextName("Shop");
        ofApplication.addInitParameter("greeting", "hello");
        DefaultListableBeanFactory application = new DefaultListableBeanFactory();
        application.registerSingleton("servletContext", ofApplication);
        assertThat(ServletSettings.of(
                        application,
                        Map.of("server.servlet.contextPath", "/other", "server.servlet.context-parameters.more", "1")))
                .isEqualTo(new ServletSettings("/other", "Shop", Map.of("greeting", "hello", "more", "1")));
    }

    @Test
    void servletContextSaysWhatPropertiesSayWhereTheApplicationIsNotKnown() {
        properties = Map.of(
                "server.servlet.context-path",
                "/shop",
                "server.servlet.application-display-name",
                "Shop",
                "server.servlet.context-parameters.greeting",
                "hello");
        refresh(ContextKind.SERVLET_SERVER, NeedsContainer.class);
        assertThatItSays("/shop", "Shop", "hello");
    }

    private void assertThatItSays(String path, String name, String greeting) {
        ServletContext container = context.getBean(NeedsContainer.class).servletContext;
        assertThat(container.getContextPath()).isEqualTo(path);
        assertThat(container.getServletContextName()).isEqualTo(name);
        assertThat(container.getInitParameter("greeting")).isEqualTo(greeting);
        assertThat(Collections.list(container.getInitParameterNames())).containsExactly("greeting");
        assertThat(context.getEnvironment().getProperty("greeting")).isEqualTo(greeting);
    }

    @Test
    void applicationThatIsDeployedInAContainerIsOneInWorkersToo() {
        AnnotationConfigServletWebServerApplicationContext application =
                new AnnotationConfigServletWebServerApplicationContext();
        assertThat(ContextKind.of(application)).isEqualTo(ContextKind.SERVLET_SERVER);
        application.setServletContext(new MockServletContext());
        assertThat(ContextKind.of(application)).isEqualTo(ContextKind.SERVLET_DEPLOYED);

        refresh(ContextKind.SERVLET_DEPLOYED, Deployed.class);
        assertThat(context.getBean("deployed")).isEqualTo("war");
    }

    @Test
    void servletContextOfATestStays() {
        context = new WorkerContexts(ContextKind.SERVLET).create(null);
        MockServletContext ofTest = new MockServletContext();
        ((ConfigurableWebApplicationContext) context).setServletContext(ofTest);
        context.refresh();
        assertThat(context.getBean(ServletContext.class)).isSameAs(ofTest);
    }

    @Test
    void kindIsThatOfTheRunWhereNoneIsWanted() {
        assertThat(new WorkerContexts(null).create(WebApplicationType.NONE))
                .isNotInstanceOf(WebApplicationContext.class);
        assertThat(new WorkerContexts(null).create(WebApplicationType.SERVLET))
                .isInstanceOf(WebApplicationContext.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Servlets.class, Reactive.class})
    static class Application {

        @Bean
        @ConditionalOnWebApplication
        String webOnly() {
            return "web";
        }

        @Bean
        Guarded guarded() {
            return new Guarded();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @EnableMethodSecurity
    static class Servlets {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @EnableReactiveMethodSecurity
    static class Reactive {}

    static class Guarded {

        @PreAuthorize("hasRole('ADMIN')")
        public Mono<String> secret() {
            return Mono.just("secret");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Deployed {

        @Bean("deployed")
        @ConditionalOnWarDeployment
        String war() {
            return "war";
        }

        @Bean("deployed")
        @ConditionalOnNotWarDeployment
        String jar() {
            return "jar";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Switched {

        @Bean
        @ConditionalOnBooleanProperty("spring.jmx.enabled")
        String onJmx() {
            return "jmx";
        }

        @Bean
        @ConditionalOnProperty(name = "spring.batch.job.enabled", matchIfMissing = true)
        String onJob() {
            return "job";
        }

        @Bean
        @ConditionalOnProperty(name = "management.otlp.metrics.export.enabled", matchIfMissing = true)
        String onExport() {
            return "export";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NeedsContainer {

        @Autowired
        ServletContext servletContext;
    }
}
