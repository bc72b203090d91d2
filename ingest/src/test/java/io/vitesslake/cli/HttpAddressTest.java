package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"8080", ":8080"})
    void aPortAloneIsForThisMachineOnly(String text) {
        assertThat(HttpAddress.parse(text).getAddress().isLoopbackAddress()).isTrue();
        assertThat(HttpAddress.parse(text).getPort()).isEqualTo(8080);
    }

    @Test
    void othersGetInOnlyWhereAHostSaysSo() {
        assertThat(HttpAddress.parse("0.0.0.0:8080").getAddress().isAnyLocalAddress())
                .isTrue();
        assertThat(HttpAddress.parse("[::1]:80").getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(HttpAddress.parse("localhost:80").getAddress().isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:",
                "1.2.3.4:70000",
                "http://localhost:1",
                "::1",
                "no.such.host.invalid:1"
            })
    void whatIsNoAddressIsRefusedWithTheWayOut(String text) {
        assertThatThrownBy(() -> HttpAddress.parse(text))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("0.0.0.0:8080");
    }
}
