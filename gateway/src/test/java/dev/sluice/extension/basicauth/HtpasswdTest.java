package dev.sluice.extension.basicauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtpasswdTest {
  /** As OpenSSL, Python's crypt and coreutils make them. */
  @ParameterizedTest
  @CsvSource({
    "s3cret, s3cret",
    "s3cret, {SHA}/vNB+F2HQ559kaLUZbmHHvZrXpg=",
    "s3cret, {SSHA}JVrhyTqab1YvH3vR2b1RYUumqqZzYWx0",
    "s3cret, $apr1$abcdefgh$M2T3erDstkD7SsE2QQnfH0",
    "s3cret, $1$abcdefgh$7.vq19w/w3Vm.hk1FOA7Q/",
    "'a much longer password, über alles', $apr1$abcdefgh$EXfmLdDZtWKHFiq/TRhYj1",
    "s3cret, $2b$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK",
    "s3cret, $2y$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK",
  })
  void aHash_isOfOnePassword(String password, String written) throws Exception {
    PasswordHash hash = Objects.requireNonNull(Htpasswd.parse(List.of("me:" + written)).of("me"));
    assertThat(hash.matches(password)).isTrue();
    assertThat(hash.matches(password + "x")).isFalse();
    assertThat(hash.matches("")).isFalse();
    assertThat(hash.isSlow()).isEqualTo(written.startsWith("$"));
  }

  @Test
  void ofAUserWhoIsThereTwice_theLaterCounts() throws Exception {
    Htpasswd users = Htpasswd.parse(List.of("# all\n\na:1\r\nb:x:y\n", "a:2"));
    assertThat(Objects.requireNonNull(users.of("a")).matches("2")).isTrue();
    assertThat(Objects.requireNonNull(users.of("a")).matches("1")).isFalse();
    assertThat(Objects.requireNonNull(users.of("b")).matches("x:y")).isTrue();
    assertThat(users.of("c")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'a:b\nsecret', line 2 is no user:password",
    "':secret', line 1 is no user:password",
    "'', there is no user",
    "'a:$6$salt$secret', line 1: a password of crypt's SHA-256 or SHA-512",
    "'a:{SHA}secret!', line 1: a SHA-1 password that is no base64",
    "'a:{SHA}c2VjcmV0', line 1: a SHA-1 password that is too short",
    "'a:$apr1$secret', line 1: an MD5 password without its salt",
    "'a:$2y$secret', line 1: a bcrypt password that is none",
    "'a:$2y$31$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK', of cost 31; 4 to 15",
  })
  void aMistake_isNamedByItsLine_andNotShown(String text, String message) {
    assertThatThrownBy(() -> Htpasswd.parse(List.of(text)))
        .hasMessageContaining(message)
        .message()
        .doesNotContain("secret");
  }
}
