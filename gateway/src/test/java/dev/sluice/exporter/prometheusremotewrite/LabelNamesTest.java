package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelNamesTest {
  @ParameterizedTest
  @CsvSource({
    "http.method, http_method",
    "x--y, x_y",
    "_x, key_x",
    "__y, key_y",
    "__r__, __r__",
    "__r..s__, __r_s__",
    "9q, key_9q",
    "café, caf_",
    "a:b, a_b",
    "__, key_",
    "___, key_",
    "____, ''",
    "_____, ''",
    "'', ''",
    "é, key_",
    "plain_name, plain_name"
  })
  void aKey_hasTheCollectorsLabelName(String key, String expected) {
    assertThat(LabelNames.ESCAPED.of(key)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"http.method", "x--y", "_x", "__y", "9q", "café", "a:b"})
  void aKeyAsItWasSent_isItsName(String key) {
    assertThat(LabelNames.AS_SENT.of(key)).isEqualTo(key);
    assertThat(LabelNames.AS_SENT.of("__")).isEmpty();
    assertThat(LabelNames.AS_SENT.of("")).isEmpty();
  }

  @Property
  void anyKey_givesALegalNameOrNone(@ForAll String key) {
    assertThat(LabelNames.ESCAPED.of(key)).matches("|[a-zA-Z_][a-zA-Z0-9_]*");
  }
}
