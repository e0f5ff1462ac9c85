package io.github.processpool.spring.worker.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolsFirstTest {

    @TempDir
    Path folder;

    @Test
    void onlyTheFirstOfAPoolIsToldSo() {
        assertThat(PoolsFirst.isFirst("beans", folder)).isTrue();
        assertThat(PoolsFirst.isFirst("beans", folder)).isFalse();
        assertThat(PoolsFirst.isFirst("other", folder)).isTrue();
    }

    @Test
    void everybodyIsTheFirstWhereTheFolderIsGone() {
        assertThat(PoolsFirst.isFirst("beans", folder.resolve("gone"))).isTrue();
    }

    @Test
    void folderIsThatOfThePool() {
        assertThat(PoolsFirst.folder(List.of("-Xmx1g", "-XX:ErrorFile=/pool/hs_err_pid%p.log")))
                .isEqualTo(Path.of("/pool"));
        assertThat(PoolsFirst.folder(List.of("-XX:ErrorFile=/of/others/error.log")))
                .isNull();
    }
}
