package io.github.processpool.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolEndpointAutoConfiguration;
import jakarta.servlet.http.Cookie;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.UserRequestPostProcessor;
import org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** The page is a part of the endpoint, for both kinds of web applications: same address, same access, same rules of security. */
class DashboardOverHttpTest {

    private static final String FOLDER = "/actuator/processpools/-";
    /** As browsers ask for a page that is opened, and for a style sheet. */
    private static final String PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static final String STYLE = "text/css,*/*;q=0.1";
    private static final AutoConfigurations BOTH = AutoConfigurations.of(
            ProcessPoolAutoConfiguration.class,
            ProcessPoolEndpointAutoConfiguration.class,
            JacksonAutoConfiguration.class,
            JacksonEndpointAutoConfiguration.class,
            EndpointAutoConfiguration.class,
            WebEndpointAutoConfiguration.class,
            ManagementContextAutoConfiguration.class);
    private static final String[] PROPERTIES = {
        "process-pool.mode=in-process",
        "process-pool.name=pdf",
        "process-pool.min-workers=0",
        "process-pool.dashboard.enabled=true",
        "management.endpoints.web.exposure.include=processpools",
    };

    private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
            .withConfiguration(BOTH)
            .withConfiguration(AutoConfigurations.of(
                    HttpMessageConvertersAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class))
            .withPropertyValues(PROPERTIES);

    private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
            .withConfiguration(BOTH)
            .withConfiguration(AutoConfigurations.of(CodecsAutoConfiguration.class, WebFluxAutoConfiguration.class))
            .withPropertyValues(PROPERTIES);

    private void withMvc(WebApplicationContextRunner runner, Consumer<MockMvcTester> test) {
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(MockMvcTester.from(context));
        });
    }

    // -- Pages --

    @Test
    void servesThePageItsFilesAndItsState() {
        withMvc(servlet, mvc -> {
            assertThat(mvc.get().uri(FOLDER + "/dashboard").header("Accept", PAGE))
                    .hasStatusOk()
                    .hasContentType("text/html;charset=UTF-8")
                    .doesNotContainHeader("Content-Disposition")
                    .bodyText()
                    .contains("src=\"dashboard.js\"");
            assertThat(mvc.get().uri(FOLDER + "/dashboard.css").header("Accept", STYLE))
                    .hasStatusOk()
                    .hasContentTypeCompatibleWith("text/css");
            assertThat(mvc.get().uri(FOLDER + "/dashboard.js").accept(MediaType.ALL))
                    .hasStatusOk()
                    .hasContentTypeCompatibleWith("text/javascript");
            assertThat(mvc.get().uri(FOLDER + "/state.json").accept(MediaType.APPLICATION_JSON))
                    .hasStatusOk()
                    .bodyJson()
                    .extractingPath("$.pools[0].shown.name")
                    .isEqualTo("pdf");
        });
    }

    @Test
    void servesTheSameToReactiveApplications() {
        reactive.run(context -> {
            WebTestClient client =
                    WebTestClient.bindToApplicationContext(context).build();

            client.get()
                    .uri(FOLDER + "/dashboard")
                    .header("Accept", PAGE)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .contentType("text/html;charset=UTF-8")
                    .expectBody(String.class)
                    .value(page -> assertThat(page).contains("src=\"dashboard.js\""));
            client.get()
                    .uri(FOLDER + "/dashboard.css")
                    .header("Accept", STYLE)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .contentTypeCompatibleWith("text/css");
            client.get()
                    .uri(FOLDER + "/state.json")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.pools[0].shown.name")
                    .isEqualTo("pdf");
        });
    }

    @Test
    void whatIsNoFileIsNoPoolEither() {
        withMvc(
                servlet,
                mvc -> assertThat(mvc.get().uri(FOLDER + "/Dashboard.class"))
                        .hasStatus(404)
                        .bodyText()
                        .contains("There is no process pool '-'"));
    }

    @Test
    void withoutTheDashboardThereIsNothing() {
        withMvc(servlet.withPropertyValues("process-pool.dashboard.enabled=false"), mvc -> {
            assertThat(mvc.get().uri(FOLDER + "/dashboard")).hasStatus(404);
            assertThat(mvc.get().uri(FOLDER + "/state.json")).hasStatus(404);
            assertThat(mvc.get().uri("/actuator/processpools/pdf")).hasStatusOk();
        });
    }

    // -- The rules of the endpoint --

    @ParameterizedTest
    @CsvSource({
        "management.endpoints.web.base-path=/manage, /manage/processpools/-/dashboard",
        "management.endpoints.web.path-mapping.processpools=pools, /actuator/pools/-/dashboard",
    })
    void isWhereTheEndpointIs(String property, String address) {
        withMvc(
                servlet.withPropertyValues(property),
                mvc -> assertThat(mvc.get().uri(address)).hasStatusOk());
    }

    @ParameterizedTest
    @CsvSource({
        "management.endpoints.web.exposure.include=health",
        "management.endpoint.processpools.access=NONE",
    })
    void isNotWhereTheEndpointIsNot(String property) {
        withMvc(
                servlet.withPropertyValues(property),
                mvc -> assertThat(mvc.get().uri(FOLDER + "/dashboard")).hasStatus(404));
    }

    @Test
    void whereOnlyReadingIsAllowedThePageHasNoButtonsAndTheServerRefusesWhatTheyDo() {
        withMvc(servlet, mvc -> {
            assertThat(mvc.get().uri(FOLDER + "/state.json"))
                    .bodyJson()
                    .extractingPath("$.writable")
                    .isEqualTo(false);
            assertThat(mvc.method(POST).uri("/actuator/processpools/pdf/recycle"))
                    .hasStatus(405);
            assertThat(mvc.method(DELETE).uri("/actuator/processpools/pdf/tasks/1"))
                    .hasStatus(405);
        });
    }

    @Test
    void whereChangesAreAllowedThePageSaysSo() {
        withMvc(servlet.withPropertyValues("management.endpoint.processpools.access=UNRESTRICTED"), mvc -> {
            assertThat(mvc.get().uri(FOLDER + "/state.json"))
                    .bodyJson()
                    .extractingPath("$.writable")
                    .isEqualTo(true);
            assertThat(mvc.method(DELETE).uri("/actuator/processpools/pdf/tasks/1"))
                    .hasStatus(404)
                    .bodyText()
                    .contains("has no task '1'");
        });
    }

    @Test
    void rulesOfSecurityForTheEndpointHoldForThePage() {
        servlet.withUserConfiguration(EndpointForOperators.class).run(context -> {
            MockMvcTester mvc = secured(context.getSourceApplicationContext());

            for (String file : new String[] {"dashboard", "dashboard.js", "state.json"}) {
                assertThat(mvc.method(GET).uri(FOLDER + "/" + file)).hasStatus(401);
                assertThat(mvc.perform(get(FOLDER + "/" + file).with(user("ann").roles("CLERK"))))
                        .hasStatus(403);
                assertThat(mvc.perform(get(FOLDER + "/" + file).with(user("bob").roles("OPERATOR"))))
                        .hasStatusOk();
            }
        });
    }

    /** As the page does it: what is in the cookie goes back in a header. */
    @Test
    void changesNeedTheTokenThatThePageWasGiven() {
        servlet.withUserConfiguration(EndpointForOperators.class)
                .withPropertyValues("management.endpoint.processpools.access=UNRESTRICTED")
                .run(context -> {
                    MockMvcTester mvc = secured(context.getSourceApplicationContext());
                    String task = "/actuator/processpools/pdf/tasks/1";
                    UserRequestPostProcessor bob = user("bob").roles("OPERATOR");
                    Cookie token = mvc.perform(get(FOLDER + "/state.json").with(bob))
                            .getResponse()
                            .getCookie("XSRF-TOKEN");

                    assertThat(mvc.perform(delete(task).with(bob).cookie(token)))
                            .hasStatus(403);
                    assertThat(mvc.perform(
                                    delete(task).with(bob).cookie(token).header("X-XSRF-TOKEN", token.getValue())))
                            .hasStatus(404)
                            .bodyText()
                            .contains("has no task '1'");
                });
    }

    private static MockMvcTester secured(ApplicationContext context) {
        return MockMvcTester.create(MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                .apply(SecurityMockMvcConfigurers.springSecurity())
                .build());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    static class EndpointForOperators {

        @Bean
        SecurityFilterChain endpointForOperators(HttpSecurity http) {
            return http.securityMatcher(EndpointRequest.to("processpools"))
                    .authorizeHttpRequests(requests -> requests.anyRequest().hasRole("OPERATOR"))
                    .httpBasic(withDefaults())
                    .csrf(CsrfConfigurer::spa)
                    .build();
        }
    }
}
