package io.github.processpool.spring.async.advice;

import static io.github.processpool.spring.async.Places.LIMIT;
import static io.github.processpool.spring.async.Places.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.InProcess;
import io.github.processpool.spring.async.Places;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.Positive;
import java.util.concurrent.CompletableFuture;
import org.hibernate.validator.HibernateValidator;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;
import org.springframework.validation.method.MethodValidationException;

/** Annotated methods whose parameters have constraints. */
class ValidationTest {

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        static LocalValidatorFactoryBean validator() {
            LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
            validator.setProviderClass(HibernateValidator.class);
            return validator;
        }

        @Bean
        static MethodValidationPostProcessor methodValidation(
                LocalValidatorFactoryBean validator, org.springframework.core.env.Environment environment) {
            MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
            processor.setValidator(validator);
            processor.setAdaptConstraintViolations(
                    environment.getProperty("adapt", "").equals("true"));
            return processor;
        }

        @Bean
        Printer printer() {
            return new Printer();
        }
    }

    @Validated
    static class Printer {
        @ProcessAsync
        public CompletableFuture<String> print(@Positive int copies) {
            return CompletableFuture.completedFuture(copies + " in " + place());
        }
    }

    @Test
    void violatedParameterIsToldByTheCall() {
        InProcess.application().withUserConfiguration(Application.class).run(context -> {
            Printer printer = context.getBean(Printer.class);

            assertThatThrownBy(() -> printer.print(0)).isInstanceOf(ConstraintViolationException.class);
            assertThat(Places.tasks(context.getBean(ProcessPoolExecutor.class))).isZero();
            assertThat(printer.print(1)).succeedsWithin(LIMIT).isEqualTo("1 in process-pool");
        });
    }

    @Test
    void violatedParameterIsToldAsSpringMvcWantsIt() {
        InProcess.application()
                .withUserConfiguration(Application.class)
                .withPropertyValues("adapt=true")
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Printer.class).print(0))
                        .isInstanceOf(MethodValidationException.class));
    }
}
