package io.github.processpool.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolEndpointAutoConfiguration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.ModelAndView;

/** Requests to change something where only reading is allowed are answered with the property that would allow it. */
class EndpointAccessHintTest {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class,
                    ProcessPoolEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    WebEndpointAutoConfiguration.class))
            .withPropertyValues(
                    "process-pool.mode=in-process", "management.endpoints.web.exposure.include=processpools");

    private final MockHttpServletResponse response = new MockHttpServletResponse();

    private ModelAndView ask(AssertableWebApplicationContext context, String method, String path) {
        return context.getBean(EndpointAccessHint.class)
                .resolveException(
                        new MockHttpServletRequest(method, path),
                        response,
                        null,
                        new HttpRequestMethodNotSupportedException(method, List.of("GET", "HEAD")));
    }

    @ParameterizedTest
    @CsvSource({
        "management.endpoint.processpools.access=READ_ONLY, /actuator/processpools/pdf",
        "management.endpoints.access.max-permitted=READ_ONLY, /actuator/processpools/pdf/recycle",
        "management.endpoints.web.base-path=/manage, /app/manage/processpools/pdf",
        "management.endpoints.web.path-mapping.processpools=pools, /actuator/pools/pdf",
    })
    void changesAreAnsweredWithThePropertyThatAllowsThem(String property, String path) throws Exception {
        runner.withPropertyValues(property)
                .run(context -> assertThat(ask(context, "POST", path))
                        .isNotNull()
                        .satisfies(answer -> assertThat(answer.isEmpty()).isTrue()));

        assertThat(response.getStatus()).isEqualTo(405);
        assertThat(response.getHeader("Allow")).isEqualTo("GET, HEAD");
        assertThat(response.getContentType()).isEqualTo("application/json");
        assertThat(response.getContentAsString())
                .startsWith("{\"error\":\"")
                .contains("management.endpoint.processpools.access=unrestricted");
    }

    @ParameterizedTest
    @CsvSource({
        "READ_ONLY, PUT, /actuator/processpools/pdf",
        "READ_ONLY, POST, /actuator/health",
        "READ_ONLY, POST, /actuator/processpools-of-others",
        "UNRESTRICTED, POST, /actuator/processpools",
    })
    void otherRequestsAreLeftToOthers(String access, String method, String path) {
        runner.withPropertyValues("management.endpoint.processpools.access=" + access)
                .run(context -> assertThat(ask(context, method, path)).isNull());
    }

    @Test
    void isNotThereWhereTheEndpointIsNot() {
        runner.withPropertyValues("management.endpoint.processpools.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EndpointAccessHint.class));
    }
}
