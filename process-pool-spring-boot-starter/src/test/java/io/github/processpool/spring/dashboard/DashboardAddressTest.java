package io.github.processpool.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolEndpointAutoConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.ServerPortInfoApplicationContextInitializer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;

/** Wherever the endpoint is, its page finds its files, its figures and the operations of its buttons, as a browser would. */
class DashboardAddressTest {

    private static final Pattern IN_PAGE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
    private static final Pattern IN_SCRIPT = Pattern.compile("(?:from |fetch\\()\"([^\"]+)\"");

    /** How the page finds the endpoint that it is a part of. */
    private static final String HOME_IN_SCRIPT = "location.pathname.replace(/\\/-\\/[^/]*$/, \"\")";

    private static final String HOME = "/-/[^/]*$";

    private final HttpClient client = HttpClient.newHttpClient();

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
                    AnnotationConfigServletWebServerApplicationContext::new)
            .withInitializer(new ServerPortInfoApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class,
                    ProcessPoolEndpointAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    JacksonEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    WebEndpointAutoConfiguration.class,
                    ManagementContextAutoConfiguration.class,
                    ServletManagementContextAutoConfiguration.class,
                    TomcatServletManagementContextAutoConfiguration.class,
                    TomcatServletWebServerAutoConfiguration.class,
                    HttpMessageConvertersAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class))
            .withPropertyValues(
                    "server.port=0",
                    "process-pool.mode=in-process",
                    "process-pool.name=pdf",
                    "process-pool.min-workers=0",
                    "process-pool.dashboard.enabled=true",
                    "management.endpoint.processpools.access=UNRESTRICTED",
                    "management.endpoints.web.exposure.include=processpools");

    @ParameterizedTest
    @CsvSource({
        "server, /shop/actuator/processpools, server.servlet.context-path=/shop",
        "server, /web/actuator/processpools, spring.mvc.servlet.path=/web",
        "server, /shop/manage/processpools, server.servlet.context-path=/shop;management.endpoints.web.base-path=/manage",
        "server, /pools, management.endpoints.web.base-path=/;management.endpoints.web.path-mapping.processpools=pools",
        "management, /actuator/processpools, management.server.port=0",
        "management, /ops/manage/processpools, management.server.port=0;management.server.base-path=/ops;"
                + "management.endpoints.web.base-path=/manage;server.servlet.context-path=/shop",
    })
    void thePageAndAllThatItNamesAreThere(String port, String endpoint, String properties) {
        runner.withPropertyValues(properties.split(";")).run(context -> {
            assertThat(context).hasNotFailed();
            URI server = URI.create(
                    "http://localhost:" + context.getEnvironment().getRequiredProperty("local." + port + ".port"));
            URI page = server.resolve(endpoint + "/-/dashboard");

            Set<URI> found = new LinkedHashSet<>();
            follow(page, found);
            assertThat(found)
                    .extracting(URI::getPath)
                    .contains(
                            endpoint + "/-/dashboard",
                            endpoint + "/-/dashboard.css",
                            endpoint + "/-/act.js",
                            endpoint + "/-/worker.js",
                            endpoint + "/-/state.json");
            assertThat(get(page.resolve("act.js")).body()).contains(HOME_IN_SCRIPT);
            String home = page.getPath().replaceFirst(HOME, "");
            assertThat(post(server.resolve(home + "/pdf/recycle"))).isEqualTo(200);
        });
    }

    /** Asks for what is named there, and for what that names. */
    private void follow(URI address, Set<URI> found) throws IOException, InterruptedException {
        if (!found.add(address)) {
            return;
        }
        HttpResponse<String> answer = get(address);
        assertThat(answer.statusCode()).as("%s", address).isEqualTo(200);
        String path = address.getPath();
        Pattern names = path.endsWith(".js") ? IN_SCRIPT : path.endsWith("/dashboard") ? IN_PAGE : null;
        if (names != null) {
            for (String name : names.matcher(answer.body())
                    .results()
                    .map(match -> match.group(1))
                    .toList()) {
                follow(address.resolve(name), found);
            }
        }
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(request(address).build(), BodyHandlers.ofString());
    }

    private int post(URI address) throws IOException, InterruptedException {
        HttpRequest request = request(address).POST(BodyPublishers.noBody()).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30));
    }
}
