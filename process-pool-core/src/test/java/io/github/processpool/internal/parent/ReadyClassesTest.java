package io.github.processpool.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyClassesTest {

    /** A class that was renamed would silently be left out. */
    @Test
    @SuppressWarnings("unchecked")
    void everyNameIsThatOfAClass() throws Exception {
        Field names = ReadyClasses.class.getDeclaredField("OF_PARENT");
        names.setAccessible(true);
        for (String name : (List<String>) names.get(null)) {
            assertThat(Class.forName(ReadyClasses.class.getPackageName() + "." + name))
                    .isNotNull();
        }
    }
}
