package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricNamesTest {
  private static final MetricNames WITH = new MetricNames("", Strategy.ESCAPED_WITH_SUFFIXES);
  private static final MetricNames WITHOUT = new MetricNames("", Strategy.ESCAPED);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          rate.per.second   | 1/s          | g | rate_per_second_per_second
          temp              | °F           | g | temp_F
          x.redundant       | __test $/°C  | g | x_redundant_test_per_C
          dup.bytes         | By           | c | dup_bytes_total
          a1                | {req}/s      | g | a1_per_second
          a2                | By/{x}       | c | a2_bytes_total
          a3                | 1            | g | a3_ratio
          a4.ratio          | 1            | g | a4_ratio
          a5.total.b        |              | c | a5_b_total
          seconds.a7        | s            | g | seconds_a7
          9a9               |              | g | _9a9
          a10               | 1            | u | a10
          a12__b            |              | g | a12_b
          a15               | 1/min        | c | a15_per_min_total
          a20               | By/s/x       | g | a20_bytes_per_s_x
          a22               | a$           | c | a22_a__total
          a:b26             | By           | c | a:b26_bytes_total
          http.server.café  | By/s         | c | http_server_caf_bytes_per_second_total
          ようこそ           |              | g |
          a30               | kBy          | g | a30_kBy
          a31               | 1/m          | c | a31_per_minute_total
          a32               | m/s          | g | a32_meters_per_second
          """)
  void aMetric_hasTheCollectorsName(String name, String unit, String kind, String expected) {
    String given = unit == null ? "" : unit;
    assertThat(WITH.name(name, given, kind.equals("c"), kind.equals("g")))
        .isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          rate.per.second   | 1/s          | g | rate.per.second_per_second
          temp              | °F           | g | temp_°F
          x.redundant       | __test $/°C  | g | x.redundant___test $_per_°C
          dup.bytes         | By           | c | dup.bytes_total
          a1                | {req}/s      | g | a1_per_second
          a2                | By/{x}       | c | a2_bytes_total
          a3                | 1            | g | a3_ratio
          a4.ratio          | 1            | g | a4_ratio
          a5.total.b        |              | c | a5.total.b_total
          seconds.a7        | s            | g | seconds.a7_seconds
          9a9               |              | g | 9a9
          a10               | 1            | u | a10
          a12__b            |              | g | a12__b
          a15               | 1/min        | c | a15_per_min_total
          a20               | By/s/x       | g | a20_bytes_per_s/x
          a22               | a$           | c | a22_a$_total
          a:b26             | By           | c | a:b26_bytes_total
          http.server.café  | By/s         | c | http.server.café_bytes_per_second_total
          ようこそ           |              | g | ようこそ
          x.total           | By           | c | x_bytes_total
          total             |              | c | total_total
          x.per_second      | By/s         | g | x_bytes_per_second
          x\ud83d\ude00total | 1          | c | x_total
          """)
  void aNameAsItWasSent_getsSuffixesOnly(String name, String unit, String kind, String expected) {
    var names = new MetricNames("", Strategy.AS_SENT_WITH_SUFFIXES);
    String given = unit == null ? "" : unit;
    assertThat(names.name(name, given, kind.equals("c"), kind.equals("g"))).isEqualTo(expected);
    assertThat(
            new MetricNames("", Strategy.AS_SENT)
                .name(name, given, kind.equals("c"), kind.equals("g")))
        .isEqualTo(name);
  }

  @Test
  void aNameAsItWasSent_getsTheNamespaceAsItWasWritten() {
    assertThat(new MetricNames("my-ns", Strategy.AS_SENT).name("a.b", "s", true, false))
        .isEqualTo("my-ns_a.b");
    assertThat(
            new MetricNames("my-ns", Strategy.AS_SENT_WITH_SUFFIXES).name("a.b", "s", true, false))
        .isEqualTo("my-ns_a.b_seconds_total");
    assertThat(new MetricNames("", Strategy.AS_SENT).name("", "s", true, false)).isEmpty();
  }

  @Test
  void spacesAroundAUnit_sayNothing() {
    assertThat(WITH.name("a", " s / h ", false, true)).isEqualTo("a_seconds_per_hour");
    assertThat(WITH.name("a", "\u00a0By", false, true)).isEqualTo("a_bytes");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          http.server.duration, http_server_duration
          a12__b,               a12__b
          a:b,                  a:b
          9a,                   _9a
          .a..b.,               a_b
          ようこそ,              ''
          __,                   __
          """)
  void withoutSuffixes_onlyCharactersAreReplaced(String name, String expected) {
    assertThat(WITHOUT.name(name, "s", true, false)).isEqualTo(expected);
  }

  @Test
  void aNamespace_comesFirst() {
    assertThat(new MetricNames("ns", Strategy.ESCAPED_WITH_SUFFIXES).name("9a", "s", true, false))
        .isEqualTo("ns_9a_seconds_total");
    assertThat(new MetricNames("ns", Strategy.ESCAPED).name("9.a", "s", true, false))
        .isEqualTo("ns_9_a");
  }

  @ParameterizedTest
  @CsvSource({"my-app, my_app", "9x, _9x", "ok_x, ok_x", "ns., ns", "'', ''"})
  void aNamespace_isMadeLegal(String written, String legal) {
    assertThat(MetricNames.legalNamespace(written)).isEqualTo(legal);
  }

  @ParameterizedTest
  @CsvSource({
    "1/s, per_second",
    "__test $/°C, test__per_C",
    "By/s, bytes_per_second",
    "°F, F",
    "1, ''",
    "1/min, per_min",
    "a$, a"
  })
  void aUnit_isOneWordInMetadata(String unit, String expected) {
    assertThat(Units.of(unit).text()).isEqualTo(expected);
  }

  @Test
  void aNameForTheLog_isShortAndOnOneLine() {
    byte[] name = ("a\nb" + "x".repeat(500)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(MetricNames.forLog(name, 0, name.length))
        .startsWith("a?b")
        .hasSizeLessThan(210)
        .endsWith("...");
  }
}
