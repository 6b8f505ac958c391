package dev.foldd.auth.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwksAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"https://idp.example/keys", "https://idp.example:8443/a/b?c=d", "HTTPS://idp.example/",
            "http://127.0.0.1:8082/keys", "http://localhost/keys", "http://[::1]:9/keys", "https://[2001:db8::1]/keys"})
    void is_an_address_to_fetch_keys_from(String text) {
        assertThat(JwksAddress.read(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keys", "/keys", "//idp.example/keys", "https:///keys", "https:keys", "http://idp.example/keys",
            "http://127.0.0.1.example/keys", "http://localhost.example/", "http://[2001:db8::1]/", "http://127.0.0.1@evil.example/",
            "http://evil.example#@127.0.0.1", "https://user:password@idp.example/", "https://idp.example/#keys",
            "ftp://127.0.0.1/keys", "file:///etc/passwd", "https://idp.example/ keys", "http://2130706433/", "http://0.0.0.0/"})
    void is_none(String text) {
        assertThat(JwksAddress.read(text)).isEmpty();
    }
}
