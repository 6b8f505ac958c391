package dev.foldd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.0.9", "localhost", "LocalHost", "::1", "[::1]", "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1"})
    void only_this_machine_reaches(String host) {
        assertThat(Host.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "127.evil.example", "127.0.0.256",
        "127.1", "localhost.example.com", "foldd.example.com", "2001:db8::1", "[::1", "a:b", ""})
    void others_may_reach(String host) {
        assertThat(Host.isLoopback(host)).isFalse();
    }

    @Test
    void an_address_of_ipv6_stands_in_brackets_once() {
        assertThat(Host.url("ws", "::1", 50051)).isEqualTo("ws://[::1]:50051");
        assertThat(Host.url("ws", "[::1]", 50051)).isEqualTo("ws://[::1]:50051");
        assertThat(Host.url("http", "127.0.0.1", 8080)).isEqualTo("http://127.0.0.1:8080");
    }
}
