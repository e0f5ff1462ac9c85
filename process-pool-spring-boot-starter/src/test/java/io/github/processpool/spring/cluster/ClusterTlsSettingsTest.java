package io.github.processpool.spring.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.ClusterTls;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;

class ClusterTlsSettingsTest {

    private final ClusterProperties properties = new ClusterProperties();
    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

    private ClusterTls tls() {
        return new ClusterTlsSettings(properties, beans.getBeanProvider(SslBundles.class)).tls();
    }

    private static SslBundle bundle() throws Exception {
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        return SslBundle.of(SslStoreBundle.of(empty, null, empty));
    }

    @Test
    void thereIsNoneWithoutWordOrBundle() {
        assertThat(tls()).isNull();
        properties.setSecret(" ");
        assertThat(tls()).isNull();
    }

    @Test
    void connectionsAreMadeWithTheLatestBundle() throws Exception {
        DefaultSslBundleRegistry registry = new DefaultSslBundleRegistry("mine", bundle());
        beans.addBean("bundles", registry);
        properties.getSsl().setBundle("mine");
        ClusterTls tls = tls();
        SSLContext first = tls.context();
        assertThat(tls.context()).isSameAs(first);

        registry.updateBundle("mine", bundle());

        assertThat(tls.context()).isNotSameAs(first);
    }
}
