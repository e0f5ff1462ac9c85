package io.github.processpool.spring.async.advice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.jcache.interceptor.PlayedJCacheInterceptor;

class AdviceTableTest {

    /** It would keep the future as the value, and a failure for ever. */
    @Test
    void jcacheIsRunAroundTheWait() {
        assertThat(AdviceTable.placeOf(new DefaultPointcutAdvisor(new PlayedJCacheInterceptor())))
                .isEqualTo(new AdviceTable.Place(Part.CACHE, Follows.NOTHING));
    }

    @Test
    void cacheOfSpringFollowsFutures() {
        assertThat(AdviceTable.placeOf(new DefaultPointcutAdvisor(new CacheInterceptor())))
                .isEqualTo(new AdviceTable.Place(Part.CACHE, Follows.COMPLETABLE_FUTURE));
    }
}
