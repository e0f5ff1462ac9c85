package io.github.processpool.spring.worker.leftout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.processpool.spring.worker.ContextOfWorker;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.request.WebRequest;

/** Beans of a request and objects of a server, which there are not in a worker. */
class ServerObjectTest {

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    private final AnnotationConfigApplicationContext context = worker.context();

    @Test
    void beanOfARequestCanBeInjectedAndUsingItIsRefusedWithWords() {
        worker.refresh(Requests.class);
        UsesRequest user = context.getBean(UsesRequest.class);

        assertThatExceptionOfType(ScopeNotActiveException.class)
                .isThrownBy(user.request()::text)
                .havingCause()
                .withMessageContaining(
                        "The bean 'request' has the scope 'request', and there is none in a worker process");
    }

    @Test
    void objectsOfAServerCanBeInjectedAndUsingOneIsRefusedWithWords() {
        worker.refresh(UsesServer.class);
        UsesServer user = context.getBean(UsesServer.class);

        assertThatIllegalStateException()
                .isThrownBy(() -> user.request.getHeader("Host"))
                .withMessageContaining("There is no ServletRequest in a worker process");
        assertThatIllegalStateException()
                .isThrownBy(() -> user.response.setStatus(200))
                .withMessageContaining("There is no ServletResponse");
        assertThatIllegalStateException()
                .isThrownBy(() -> user.session.getId())
                .withMessageContaining("There is no HttpSession");
        assertThatIllegalStateException()
                .isThrownBy(() -> user.servletContext.getContextPath())
                .withMessageContaining("There is no ServletContext");
        assertThatIllegalStateException()
                .isThrownBy(() -> user.webRequest.getContextPath())
                .withMessageContaining("There is no WebRequest");
        assertThat(user.request).asString().contains("no ServletRequest");
    }

    static class Request {

        String text() {
            return "hello";
        }
    }

    record UsesRequest(Request request) {}

    @Configuration(proxyBeanMethods = false)
    static class Requests {

        @Bean
        @RequestScope
        Request request() {
            return new Request();
        }

        @Bean
        UsesRequest user(Request request) {
            return new UsesRequest(request);
        }
    }

    static final class UsesServer {

        @Autowired
        HttpServletRequest request;

        @Autowired
        HttpServletResponse response;

        @Autowired
        HttpSession session;

        @Autowired
        ServletContext servletContext;

        @Autowired
        WebRequest webRequest;
    }
}
