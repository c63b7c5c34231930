package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.otlp.Signal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpReceiverConfigTest {
  private final OtlpReceiverFactory factory = new OtlpReceiverFactory();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "protocols: {grpc: , http: }",
        "protocols: {grpc: {}, http: {}}",
        "protocols: {grpc: {enabled: true}, http: {enabled: true}}"
      })
  void aProtocolWithoutSettings_hasTheDefaults(String yaml) {
    Section section = Sections.parse(yaml);
    OtlpReceiverConfig config = factory.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config.grpc().endpoint()).isEqualTo(new Endpoint("localhost", 4317));
    assertThat(config.grpc().maxMessageBytes()).isEqualTo(4 << 20);
    assertThat(config.grpc().maxConcurrentStreams()).isEqualTo(100);
    assertThat(config.grpc().includeMetadata()).isFalse();
    assertThat(config.grpc().tls()).isNull();
    assertThat(config.grpc().keepAlive().time()).isEqualTo(Duration.ofHours(2));
    assertThat(config.grpc().keepAlive().minTime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.http().server().endpoint()).isEqualTo(new Endpoint("localhost", 4318));
    assertThat(config.http().server().maxRequestBodySize()).isEqualTo(20 << 20);
    assertThat(config.http().paths())
        .isEqualTo(
            Map.of(
                Signal.TRACES, "/v1/traces",
                Signal.METRICS, "/v1/metrics",
                Signal.LOGS, "/v1/logs"));
  }

  @Test
  void aProtocolThatIsNotNamed_orSwitchedOff_isNotServed() {
    OtlpReceiverConfig grpc = factory.read(Sections.parse("protocols: {grpc: }"));
    assertThat(grpc.http()).isNull();
    assertThat(grpc.grpc()).isNotNull();
    OtlpReceiverConfig http =
        factory.read(Sections.parse("protocols: {grpc: {enabled: false}, http: }"));
    assertThat(http.grpc()).isNull();
    assertThat(http.http()).isNotNull();
  }

  @Test
  void everyKeyOfGrpc_isRead() {
    Section section =
        Sections.parse(
            """
            protocols:
              grpc:
                endpoint: 0.0.0.0:1
                transport: tcp4
                dialer: {timeout: 1s}
                max_recv_msg_size_mib: 7
                max_concurrent_streams: 8
                max_connections: 9
                read_buffer_size: 1
                write_buffer_size: 2
                include_metadata: true
                keepalive:
                  server_parameters:
                    max_connection_idle: 1s
                    max_connection_age: 2s
                    max_connection_age_grace: 3s
                    time: 4s
                    timeout: 5s
                  enforcement_policy: {min_time: 6s, permit_without_stream: true}
            """);
    var grpc = factory.read(section).grpc();
    assertThat(Sections.problems(section)).doesNotContain("error", "warning");
    assertThat(grpc.endpoint()).isEqualTo(new Endpoint("0.0.0.0", 1));
    assertThat(grpc.maxMessageBytes()).isEqualTo(7 << 20);
    assertThat(grpc.maxConcurrentStreams()).isEqualTo(8);
    assertThat(grpc.maxConnections()).isEqualTo(9);
    assertThat(grpc.includeMetadata()).isTrue();
    assertThat(grpc.keepAlive().maxConnectionIdle()).isEqualTo(Duration.ofSeconds(1));
    assertThat(grpc.keepAlive().maxConnectionAge()).isEqualTo(Duration.ofSeconds(2));
    assertThat(grpc.keepAlive().maxConnectionAgeGrace()).isEqualTo(Duration.ofSeconds(3));
    assertThat(grpc.keepAlive().time()).isEqualTo(Duration.ofSeconds(4));
    assertThat(grpc.keepAlive().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(grpc.keepAlive().minTime()).isEqualTo(Duration.ofSeconds(6));
    assertThat(grpc.keepAlive().permitWithoutStream()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                         | must name at least one protocol
          protocols: {}                                              | must name at least one protocol
          protocols: {grcp: }                                        | did you mean
          protocols: {grpc: {endpoint: unix:///tmp/s}}               | unix sockets are not supported
          protocols: {grpc: {transport: unix}}                       | only tcp is supported
          protocols: {grpc: {max_recv_msg_size_mib: -1}}             | max_recv_msg_size_mib
          protocols: {grpc: {tls: {}}}                               | `tls` needs cert_file and key_file
          protocols: {grpc: {auth: {}}}                              | `authenticator` must be written
          protocols: {http: {auth: {}}}                              | `authenticator` must be written
          protocols: {http: {traces_url_path: "/a b"}}               | must be a path
          protocols: {http: {traces_url_path: /x, logs_url_path: x}} | two signals have the same path
          """)
  void mistakes_areReported(String yaml, String message) {
    Section section = Sections.parse(yaml);
    assertThat(factory.read(section)).isNotNull();
    assertThat(Sections.problems(section)).contains(message);
  }
}
