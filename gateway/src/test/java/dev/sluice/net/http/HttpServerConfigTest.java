package dev.sluice.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.codec.Encoding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerConfigTest {
  private static final Endpoint DEFAULT = new Endpoint("localhost", 4318);

  @Test
  void nothingWritten_isTheDefault() {
    assertThat(HttpServerConfig.read(Sections.empty(), DEFAULT))
        .isEqualTo(HttpServerConfig.at(DEFAULT));
  }

  @Test
  void everyKey_isRead() {
    Section section =
        Sections.parse(
            """
            endpoint: 0.0.0.0:9
            cors: {allowed_origins: [a], allowed_headers: [b], exposed_headers: [c], max_age: 5}
            max_request_body_size: 77
            include_metadata: true
            response_headers: {a: b}
            compression_algorithms: ["", zstd]
            read_timeout: 1s
            read_header_timeout: 2s
            write_timeout: 3s
            idle_timeout: 4s
            keep_alives_enabled: false
            max_connections: 6
            transport: tcp
            """);
    HttpServerConfig config = HttpServerConfig.read(section, DEFAULT);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config.endpoint()).isEqualTo(new Endpoint("0.0.0.0", 9));
    assertThat(config.cors())
        .isEqualTo(new CorsConfig(List.of("a"), List.of("b"), List.of("c"), 5));
    assertThat(config.maxRequestBodySize()).isEqualTo(77);
    assertThat(config.includeMetadata()).isTrue();
    assertThat(config.responseHeaders()).isEqualTo(Map.of("a", new Secret("b")));
    assertThat(config.encodings()).containsExactlyInAnyOrder(Encoding.IDENTITY, Encoding.ZSTD);
    assertThat(config.keepAlives()).isFalse();
    assertThat(config.maxConnections()).isEqualTo(6);
    assertThat(config.limits().bodyTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.limits().headerTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.limits().writeTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.limits().idleTimeout()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void theNewerSpellingOfKeepalive_isRead() {
    Section section = Sections.parse("keepalive: {enabled: false, idle_timeout: 5s}");
    HttpServerConfig config = HttpServerConfig.read(section, DEFAULT);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config.keepAlives()).isFalse();
    assertThat(config.limits().idleTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "127.0.0.1:4318, 127.0.0.1, 4318",
        "':4318', '', 4318",
        "'[::1]:4318', '::1', 4318",
        "tempo.example:0, tempo.example, 0"
      })
  void anEndpoint_isHostAndPort(String text, String host, int port) {
    assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          endpoint: "4318"                             | did you mean 0.0.0.0:4318?
          endpoint: localhost                          | `endpoint` must be host:port
          endpoint: "localhost:99999"                  | `endpoint` must be host:port
          endpoint: "::1:4318"                         | an IPv6 address stands in brackets
          endpoint: http://localhost:4318              | no scheme here
          endpoint: unix:///tmp/x.sock                 | unix sockets are not supported
          transport: unix                              | `transport` has a value that is not known
          max_connections: 0                           | max_connections
          cors: {allowed_headers: [a]}                 | has no effect without `allowed_origins`
          compression_algorithms: [gzip, lz4]          | names `lz4`, which is not supported
          {keepalive: {}, idle_timeout: 1s}            | cannot be mixed with `keepalive`
          auth: {request_params: [a]}                  | `authenticator` must be written
          tls: {}                                      | `tls` needs cert_file and key_file
          """)
  void mistakes_areReported(String yaml, String message) {
    Section section = Sections.parse(yaml);
    assertThat(HttpServerConfig.read(section, DEFAULT)).isNotNull();
    assertThat(Sections.problems(section)).contains(message);
  }

  @Test
  void anEmptyListOfEncodings_turnsDecodingOff() {
    Section section = Sections.parse("compression_algorithms: []");
    assertThat(HttpServerConfig.read(section, DEFAULT).encodings())
        .containsExactly(Encoding.IDENTITY);
  }
}
