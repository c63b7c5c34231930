package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordKeysTest {
  private final RecordKeys keys = new RecordKeys();
  private final LogRecord record = new LogRecord();
  private final Promoted promoted = new Promoted();

  @Test
  void keysOfTheRecordBefore_standForNoOthers() {
    assertThat(textOf("b", "a")).isEqualTo("\"a\":1,\"b\":0");
    assertThat(textOf("b", "a")).isEqualTo("\"a\":1,\"b\":0");
    assertThat(textOf("a", "b")).isEqualTo("\"a\":0,\"b\":1");
    assertThat(textOf("ab", "")).isEqualTo("\"\":1,\"ab\":0");
    assertThat(textOf("a", "b", "a")).isEqualTo("\"a\":2,\"b\":1");
    assertThat(textOf("a")).isEqualTo("\"a\":0");
    assertThat(textOf()).isEmpty();
    assertThat(textOf("a<")).isEqualTo("\"a\\u003c\":0");
  }

  @Test
  void whatIsPromoted_isLeftOut_evenIfTheKeysAreTheSame() {
    promoted.reset(NameSet.NONE);
    assertThat(textOf("level", "x")).isEqualTo("\"level\":0,\"x\":1");

    promoted.add(Levels.LABEL.raw());
    assertThat(textOf("level", "x")).isEqualTo("\"x\":1");

    promoted.add(ByteSlice.utf8("x"));
    assertThat(textOf("level", "x")).isEmpty();

    promoted.reset(NameSet.of(List.of(ByteSlice.utf8("level"))));
    promoted.add(ByteSlice.utf8("x"));
    assertThat(textOf("level", "x")).isEmpty();

    promoted.reset(NameSet.of(List.of(ByteSlice.utf8("x"))));
    assertThat(textOf("level", "x")).isEqualTo("\"level\":0");

    promoted.reset(NameSet.NONE);
    assertThat(textOf("level", "x")).isEqualTo("\"level\":0,\"x\":1");
  }

  @Test
  void moreThanIsRemembered_isWrittenAllTheSame() {
    String[] many =
        IntStream.range(100, 400).mapToObj(i -> "k" + i).toList().toArray(new String[0]);
    String expected =
        IntStream.range(0, 300)
            .mapToObj(i -> "\"%s\":%d".formatted(many[i], i))
            .collect(Collectors.joining(","));
    String key = "k".repeat(100_000);

    assertThat(textOf(many)).isEqualTo(expected);
    assertThat(textOf(many)).isEqualTo(expected);
    assertThat(textOf(key)).isEqualTo("\"" + key + "\":0");
    assertThat(textOf("a")).isEqualTo("\"a\":0");
  }

  /** Each key with the index of its attribute behind it. */
  private String textOf(String... names) {
    byte[] bytes =
        log(Arrays.stream(names).map(name -> kv(name, "any")).toArray(KeyValue[]::new))
            .build()
            .toByteArray();
    record.read(bytes, 0, bytes.length);
    keys.fit(record.attributes(), promoted);
    var out = new ProtoWriter();
    for (int rank = 0; rank < keys.size(); rank++) {
      keys.append(rank, out);
      out.rawAscii(Integer.toString(keys.index(rank)));
    }
    return out.toSlice().utf8();
  }
}
