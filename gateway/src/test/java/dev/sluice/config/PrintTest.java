package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PrintTest {
  private static final Span HERE = Span.whole(new Source("test", ""));

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void whatIsPrinted_readsBackTheSame(@ForAll("maps") Map<String, Object> map) {
    var configuration = new Configuration((MapNode) node(map), true, new Problems());
    String printed = configuration.print();
    Loads again = Loads.of(printed);
    assertThat(again.plain()).as(printed).isEqualTo(map);
    assertThat(again.load().print()).isEqualTo(printed);
  }

  @Provide
  Arbitrary<Map<String, Object>> maps() {
    return map(3);
  }

  private static Arbitrary<Map<String, Object>> map(int depth) {
    // Keys with `::` are unfolded, and `<<` merges: neither can be a key of its own.
    Arbitrary<String> keys =
        Arbitraries.oneOf(Arbitraries.of("a", "b c", "1", "true", "- x", "${A}", "é\n"), texts())
            .filter(key -> !key.contains("::") && !key.equals("<<") && !Redaction.isSecretKey(key));
    return Arbitraries.maps(keys, value(depth)).ofMinSize(1).ofMaxSize(4).map(LinkedHashMap::new);
  }

  private static Arbitrary<Object> value(int depth) {
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            texts().map(text -> text),
            Arbitraries.longs().map(number -> number),
            Arbitraries.doubles().between(-1e6, 1e6).map(number -> number),
            Arbitraries.of(true, false));
    if (depth == 0) return scalars;
    return Arbitraries.oneOf(
        scalars,
        value(depth - 1).list().ofMaxSize(3).map(list -> list),
        map(depth - 1).map(map -> map));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(8).filter(PrintTest::isText),
        Arbitraries.of(
            "",
            " ",
            "~",
            "null",
            "yes",
            "0123",
            "1_0",
            "a: b",
            "a #b",
            "#",
            "- a",
            "$$",
            "${env:A}",
            "$1",
            "$${x}",
            "a\nb",
            "a\\b",
            "\"",
            "'",
            "http://x:1/y?a=b",
            "*",
            "&a",
            "!t",
            "@",
            "%",
            "a:"));
  }

  /** What YAML can hold at all: no lone surrogates, no characters that are none. */
  private static boolean isText(String text) {
    return text.codePoints()
        .allMatch(c -> (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) || c > 0xFFFF);
  }

  private static Node node(Object value) {
    if (value instanceof Map<?, ?> map) {
      var entries = new LinkedHashMap<String, MapNode.Entry>();
      map.forEach((k, v) -> entries.put((String) k, new MapNode.Entry(HERE, node(v))));
      return new MapNode(HERE, entries);
    }
    if (value instanceof List<?> list) {
      return new ListNode(HERE, list.stream().map(PrintTest::node).toList());
    }
    return value instanceof String text
        ? ScalarNode.text(HERE, text)
        : ScalarNode.plain(HERE, String.valueOf(value).replace("E", "e"));
  }

  @Test
  void secrets_arePrintedAsSuch() {
    var loads = new Loads(Map.of("T", "t0ps3cret", "NUMBER", "0123"));
    loads.text(
        """
        receivers:
          otlp: {protocols: {http: {tls: {key_pem: t0ps3cret}}}}
          prometheus:
            config:
              scrape_configs: [{job_name: a, basic_auth: {password: "${env:T}"}}]
        exporters:
          otlphttp:
            endpoint: http://${env:NUMBER}:4318
            headers: {Authorization: "Bearer ${env:T}", X: t0ps3cret}
            timeout: ${env:NONE:-10}
          splunk_hec: {token: t0ps3cret, headers: {A: t0ps3cret}}
        service:
          pipelines:
            traces: {receivers: [otlp], exporters: [otlphttp]}
        """);
    Configuration configuration = loads.load();
    assertThat(configuration.print()).doesNotContain("t0ps3cret");
    Toys.read(configuration);
    assertThat(configuration.print())
        .isEqualTo(
            """
            receivers:
              otlp:
                protocols:
                  http:
                    tls:
                      key_pem: "[REDACTED]"
              prometheus:
                config:
                  scrape_configs:
                    - job_name: a
                      basic_auth:
                        password: "[REDACTED]"
            exporters:
              otlphttp:
                endpoint: http://0123:4318
                headers:
                  Authorization: "[REDACTED]"
                  X: "[REDACTED]"
                timeout: 10
              splunk_hec:
                token: "[REDACTED]"
                headers:
                  A: "[REDACTED]"
            service:
              pipelines:
                traces:
                  receivers:
                    - otlp
                  exporters:
                    - otlphttp
            """);
  }

  @Test
  void passwordsOfUrls_areSecretsToo() {
    var loads = new Loads(Map.of("T", "t0ps3cret"));
    loads.text(
        """
        a: http://me:t0ps3cret@host:4318/x
        b: ["https://me:${env:T}@host, http://you:t0ps3@cret@there", "http://host:4318/a@b"]
        """);
    assertThat(loads.load().print())
        .isEqualTo(
            """
            a: "http://me:[REDACTED]@host:4318/x"
            b:
              - "https://me:[REDACTED]@host, http://you:[REDACTED]@there"
              - http://host:4318/a@b
            """);
  }

  @Test
  void aText_isQuotedWhereItLooksLikeANumber() {
    var loads = new Loads(Map.of("N", "0123")).text("a: ${env:N}\nb: ${env:N}\nc: ${env:NONE}");
    Configuration configuration = loads.load();
    Section section =
        Section.root(configuration.context(), configuration.root(), HERE, "test", "", "test");
    section.text("a", "", "");
    section.integer("b", 0, 0, 100, "");
    assertThat(configuration.print()).isEqualTo("a: \"0123\"\nb: 0123\nc:\n");
  }

  @Test
  void relayYaml_printsAndReadsBack() throws IOException {
    String yaml = Files.readString(Path.of("src/test/resources/config/relay.yaml"));
    var loads = new Loads(Map.of("MY_POD_IP", "127.0.0.1")).text(yaml);
    Configuration configuration = loads.load();
    Toys.read(configuration);
    assertThat(loads.rendered()).isEmpty();
    Loads again = Loads.of(configuration.print());
    assertThat(again.plain()).isEqualTo(Values.plain(configuration.root()));
    assertThat(configuration.print()).contains("endpoint: 127.0.0.1:4317");
  }
}
