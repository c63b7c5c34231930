package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.integer;
import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.map;
import static dev.sluice.exporter.loki.Logs.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class AttributePathTest {

  @Test
  void anExactName_comesFirst() {
    assertThat(label("a.b", kv("a", map(kv("b", "nested"))), kv("a.b", "exact")))
        .isEqualTo("exact");
  }

  @Test
  void aName_isSoughtInMaps_atEveryDot() {
    assertThat(label("http.req.id", kv("http", map(kv("req", map(kv("id", integer(7))))))))
        .isEqualTo("7");
    assertThat(label("http.req.id", kv("http.req", map(kv("id", "x"))))).isEqualTo("x");
    assertThat(label("http.req.id", kv("http", map(kv("req.id", "y"))))).isEqualTo("y");
  }

  @Test
  void theLongestLeftPartThatIsAMap_decides() {
    KeyValue longer = kv("a.b", map(kv("x", "no")));
    KeyValue shorter = kv("a", map(kv("b.c", "never reached")));
    assertThat(label("a.b.c", longer, shorter)).isNull();
    assertThat(label("a.b.c", kv("a.b", "a string"), shorter)).isEqualTo("never reached");
  }

  @Test
  void ofTwoOfOneName_theFirstIsMeant() {
    assertThat(label("a", kv("a", "first"), kv("a", "second"))).isEqualTo("first");
  }

  @Test
  void namesOfNothingButDots_endSoon() {
    AnyValue value = string("deep");
    for (int i = 0; i < 28; i++) value = map(kv("a", value), kv("b", "x"));
    String path = String.join(".", Collections.nCopies(28, "a")) + ".none";
    assertThat(label(path, kv("a", value))).isNull();
  }

  /** The value that the label of that path gets, or null if there is no such label. */
  private static String label(String path, KeyValue... attributes) {
    var log = log(attributes).addAttributes(kv("loki.attribute.labels", path));
    Pushed pushed = Logs.push(Logs.request(Logs.resource(), log));
    return PromLabels.read(pushed.stream().labels()).get(LabelName.sanitise(path));
  }
}
