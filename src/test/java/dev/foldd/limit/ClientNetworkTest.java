package dev.foldd.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "unix, unix",
        "2001:db8:a:b:c:d:e:f, 2001:db8:a:b",
        "2001:db8:0:0:0:0:0:1, 2001:db8:0:0",
        "2001:db8::1, 2001:db8:0:0",
        "2001:db8:a:b::1, 2001:db8:a:b",
        "::1, 0:0:0:0",
        "0:0:0:0:0:0:0:1, 0:0:0:0",
        "::, 0:0:0:0",
        "1::2:3:4:5:6:7, 1:0:2:3",
        "fe80::1%eth0, fe80:0:0:0",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "a:b, a:b"})
    void an_address_belongs_to(String address, String network) {
        assertThat(ClientNetwork.of(address)).isEqualTo(network);
    }

    @Test
    void whoever_comes_by_a_socket_is_his_user_whatever_his_process() {
        assertThat(ClientNetwork.of("unix:uid=1000,gid=1000,pid=5")).isEqualTo("unix:uid=1000");
        assertThat(ClientNetwork.of("unix:")).isEqualTo("unix:");
    }
}
