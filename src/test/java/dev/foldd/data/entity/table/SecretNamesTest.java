package dev.foldd.data.entity.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"password", "passwordHash", "PASSWORD_DIGEST", "user_pwd", "accessToken", "refresh_token", "tokens_left",
        "api_key", "ApiKey", "clientSecret", "private key", "salt", "password.salt", "totpSeed", "card_pin", "otp 2"})
    void a_column_that_says_so_holds_a_secret(String column) {
        assertThat(SecretNames.has(column)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "name", "key", "hash", "tokenized", "basalt", "pinned", "opinion", "saltwater", "compass", "", "🙂"})
    void another_one_does_not(String column) {
        assertThat(SecretNames.has(column)).isFalse();
    }
}
