package io.github.processpool.spring.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * What the endpoint serves for people beside its operations, under the same access rules because it is a part of the endpoint. It
 * stands in a folder whose name no pool can have.
 */
public interface EndpointPages {

    /** Names of pools begin with a letter or a digit. */
    String FOLDER = "-";

    /**
     * Returns a file of the folder. Called by any thread.
     *
     * @param name of the file
     * @return what is answered; null: there is no such file
     */
    @Nullable
    WebEndpointResponse<Object> page(String name);
}
