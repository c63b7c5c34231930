package dev.sluice.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpClientConfigTest {
  @Test
  void nothingWritten_isTheDefault() {
    assertThat(HttpClientConfig.read(Sections.empty())).isEqualTo(HttpClientConfig.DEFAULT);
  }

  @Test
  void everyKey_isRead() {
    Section section =
        Sections.parse(
            """
            timeout: 7s
            proxy_url: http://proxy:3128
            headers: {a: b}
            compression: zstd
            compression_params: {level: 5}
            read_buffer_size: 1
            write_buffer_size: 4096
            max_idle_conns: 7
            max_idle_conns_per_host: 3
            max_conns_per_host: 9
            idle_conn_timeout: 11s
            disable_keep_alives: true
            http2_read_idle_timeout: 10s
            http2_ping_timeout: 5s
            force_attempt_http2: false
            cookies: {enabled: true}
            auth: {authenticator: basicauth / client}
            tls: {insecure: true, server_name_override: x}
            """);
    HttpClientConfig config = HttpClientConfig.read(section);
    assertThat(Sections.problems(section)).doesNotContain("error");
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.proxyUrl()).isEqualTo(new Secret("http://proxy:3128"));
    assertThat(config.headers()).isEqualTo(Map.of("a", new Secret("b")));
    assertThat(config.compression()).isEqualTo(new Compression(Encoding.ZSTD, 5));
    assertThat(config.writeBufferSize()).isEqualTo(4096);
    assertThat(config.idleConnections())
        .isEqualTo(new IdleConnections(false, Duration.ofSeconds(11), 7, 3));
    assertThat(config.maxConnsPerHost()).isEqualTo(9);
    assertThat(config.http2()).isFalse();
    assertThat(config.http2ReadIdleTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.cookies()).isTrue();
    assertThat(config.authenticator()).hasToString("basicauth/client");
    assertThat(config.tls().insecure()).isTrue();
    assertThat(config.tls().serverNameOverride()).isEqualTo("x");
  }

  @Test
  void theNewerSpellingOfKeepalive_isRead() {
    Section section =
        Sections.parse(
            "keepalive: {idle_conn_timeout: 5s, max_idle_conns: 4, max_idle_conns_per_host: 2}");
    assertThat(HttpClientConfig.read(section).idleConnections())
        .isEqualTo(new IdleConnections(true, Duration.ofSeconds(5), 4, 2));
    assertThat(Sections.problems(section)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "\"\""})
  void noCompression_hasTwoNames(String name) {
    HttpClientConfig config = HttpClientConfig.read(Sections.parse("compression: " + name));
    assertThat(config.compression().isNone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compression: lzma                                | `compression` has a value that is not known
          compression_params: {level: 99}                  | `level` is none of `gzip`
          {keepalive: {enabled: true}, max_idle_conns: 1}  | cannot be mixed with `keepalive`
          headers: {"bad name": x}                         | a name that no header can have
          headers: {a: "x\\ny"}                            | a value that no header can have
          proxy_url: ftp://x                               | `proxy_url` must be a URL
          tls: {ca_file: a, ca_pem: b}                     | `ca_pem` excludes `ca_file`
          tls: {cert_file: a}                              | `cert_file` needs a private key too
          tls: {key_file: a}                               | `key_file` needs a certificate too
          tls: {min_version: "1.3", max_version: "1.2"}    | `min_version` is newer than `max_version`
          tls: {min_version: "1.4"}                        | `min_version` has a value that is not known
          tls: {cipher_suites: [TLS_NONE_OF_THESE]}        | names a suite that is not available
          tls: {tpm: {enabled: true}}                      | keys in a TPM are not supported
          tls: {insecure_skip_verify: true}                | turns the check of the server's certificate off
          auth: {}                                         | `authenticator` must be written
          timeout: -1s                                     | timeout
          tmeout: 1s                                       | did you mean
          """)
  void mistakes_areReported(String yaml, String message) {
    Section section = Sections.parse(yaml);
    HttpClientConfig config = HttpClientConfig.read(section);
    assertThat(config).isNotNull();
    assertThat(Sections.problems(section)).contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "http://tempo:4318, http://tempo:4318/v1/traces",
    "http://tempo:4318/, http://tempo:4318/v1/traces",
    "http://tempo:4318/otlp/, http://tempo:4318/otlp/v1/traces",
    "https://u:p@tempo/a?b=c, https://tempo/a/v1/traces"
  })
  void aSuffix_isAddedWithOneSlash(String base, String expected) {
    assertThat(Target.parse(base).plus("/v1/traces")).hasToString(expected);
  }

  @Test
  void anEndpointThatIsNoUrl_isReportedWithAProposal() {
    Section section = Sections.parse("endpoint: tempo:4318");
    assertThat(Target.read(section, "endpoint", "")).isNull();
    assertThat(Sections.problems(section)).contains("did you mean http://tempo:4318?");
  }
}
