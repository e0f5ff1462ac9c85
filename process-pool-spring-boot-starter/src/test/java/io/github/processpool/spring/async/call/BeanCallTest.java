package io.github.processpool.spring.async.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.async.carry.TravellingContext;
import io.github.processpool.spring.async.destination.CallTarget;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BeanCallTest {

    static class Shop {

        String sell(int count) {
            return "" + count;
        }

        String sell(String what) {
            return what;
        }
    }

    private final CallTarget target = target("shop", int.class);

    private static CallTarget target(String bean, Class<?> parameter) {
        try {
            return CallTarget.of(bean, Shop.class.getDeclaredMethod("sell", parameter), "");
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ofBeansOfOneClassAndOfOverloadsGoToTheirOwn() throws Exception {
        CallTarget otherBean = target("other", int.class);
        CallTarget overload = target("shop", String.class);

        assertThat(List.of(target.text(), otherBean.text(), overload.text())).doesNotHaveDuplicates();
        assertThat(CallTarget.of(otherBean.text()).beanName()).isEqualTo("other");
        Shop shop = new Shop();
        for (int i = 0; i < 2; i++) {
            assertThat(CallTarget.of(target.text()).find(shop).invoke(shop, i)).isEqualTo("" + i);
            assertThat(CallTarget.of(overload.text()).find(shop).invoke(shop, "book" + i))
                    .isEqualTo("book" + i);
        }
    }

    @Test
    void consistOfTextsWhileNothingElseTravelsAlong() {
        BeanCall alone = BeanCall.of(target, TravellingContext.NONE);
        BeanCall traced = alone.with("trace", "id").with("more", "text");

        assertThat(alone).isEqualTo(new BeanCall(target.text(), null, null, null));
        assertThat(traced.context()).isNull();
        assertThat(traced.texts()).isNotNull();
        assertThat(traced.travelling().carrierAt(1)).isEqualTo("trace");
        assertThat(traced.travelling().carrierAt(3)).isEqualTo("more");
        assertThat(BeanCall.of(target, traced.travelling())).isEqualTo(traced);
    }

    @Test
    void haveTheirContextWhereAnObjectIsAmongWhatTravelsAlong() {
        Serializable user = new ArrayList<>(List.of("user"));
        BeanCall call = BeanCall.of(target, TravellingContext.NONE)
                .with("trace", "id")
                .with("user", user)
                .with("more", "text");

        assertThat(call.texts()).isNull();
        TravellingContext context = Objects.requireNonNull(call.context());
        assertThat(List.of(context.carrierAt(1), context.carrierAt(3), context.carrierAt(5)))
                .containsExactly("trace", "user", "more");
        assertThat(call.travelling()).isSameAs(context);
        assertThat(call.methodName()).isEqualTo("BeanCallTest.Shop.sell");
    }
}
