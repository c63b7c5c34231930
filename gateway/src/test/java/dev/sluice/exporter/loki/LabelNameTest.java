package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelNameTest {

  @ParameterizedTest
  @CsvSource({
    "service.name, service_name",
    "a..b, a__b",
    "9x, key_9x",
    "_priv, key_priv",
    "__meta, __meta",
    "_, key_",
    ".hidden, key_hidden",
    "..hidden, __hidden",
    "A-b/c, A_b_c",
    "été, key_t_",
    "x\ud83d\ude00y, x_y",
  })
  void aName_isMadeFitForPromQl(String raw, String name) {
    assertThat(LabelName.of(raw).name().utf8()).isEqualTo(name);
    assertThat(LabelName.of(raw).raw().utf8()).isEqualTo(raw);
  }

  @Property
  void anyName_isMadeFitForPromQl(@ForAll @StringLength(min = 1) String raw) {
    assertThat(LabelName.sanitise(raw)).matches("[a-zA-Z_][a-zA-Z0-9_]*");
  }
}
