package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PushRequestTest {
  private final PushRequest request = new PushRequest();

  @Property(tries = 300)
  void whatGoesIn_comesOut_streamByStream(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    var expected = new ArrayList<Pushed.Stream>();
    request.clear();
    for (int i = random.nextInt(400); i > 0; i--) {
      String labels = "{n=\"" + random.nextInt(1 + random.nextInt(200)) + "\"}";
      String shared = random.nextInt(3) == 0 ? "" : "y".repeat(random.nextInt(30));
      var line = new Pushed.Line(random.nextLong(), "x".repeat(random.nextInt(300)) + shared);
      if (random.nextInt(10) == 0) {
        request.beginLine().rawAscii("dropped");
        request.dropLine();
        continue;
      }
      add(labels, line, shared);
      expected.stream()
          .filter(stream -> stream.labels().equals(labels))
          .findFirst()
          .orElseGet(
              () -> {
                var stream = new Pushed.Stream(labels, new ArrayList<>());
                expected.add(stream);
                return stream;
              })
          .lines()
          .add(line);
    }
    assertThat(written().streams()).isEqualTo(expected);
  }

  @Test
  void aStreamWithoutLines_isLeftOut() {
    request.stream(text("{unused=\"\"}"));
    add("{used=\"\"}", new Pushed.Line(1, "line"));
    assertThat(written().stream().labels()).isEqualTo("{used=\"\"}");
  }

  @Test
  void timesBefore1970_haveNanosThatCountForwards() {
    add("{}", new Pushed.Line(-1, ""));
    add("{}", new Pushed.Line(Long.MIN_VALUE, "x"));
    add("{}", new Pushed.Line(0, ""));
    assertThat(written().stream().lines())
        .extracting(Pushed.Line::timeNanos)
        .containsExactly(-1L, Long.MIN_VALUE, 0L);
  }

  @Test
  void labelsOfOneHash_areStreamsOfTheirOwn() {
    List<ByteSlice> pair = pairOfOneHash();
    var table = new StreamTable();
    for (int i = 0; i < 2; i++) {
      ByteSlice labels = pair.get(i);
      assertThat(table.find(labels.array(), labels.offset(), labels.end())).isEqualTo(i);
      assertThat(table.find(labels.array(), labels.offset(), labels.end())).isEqualTo(i);
    }
    assertThat(table.labels(0)).isEqualTo(pair.get(0));
    assertThat(table.labels(1)).isEqualTo(pair.get(1));
  }

  private static List<ByteSlice> pairOfOneHash() {
    var byHash = new java.util.HashMap<Integer, ByteSlice>();
    for (int i = 0; ; i++) {
      ByteSlice labels = ByteSlice.utf8("{job=\"" + i + "\"}");
      ByteSlice other = byHash.put(labels.hashCode(), labels);
      if (other != null) return List.of(other, labels);
    }
  }

  @Test
  void streamsThatMayBeRefused_standBehindTheOthers() {
    for (String name : List.of("c", "a", "d", "b")) {
      add("{" + name + "=\"x\"}", new Pushed.Line(1, name));
    }
    var out = new ProtoWriter();
    Logs.append(
        stream -> request.writeTo(stream, labels -> labels.utf8().matches("\\{[ab].*")), out);
    assertThat(Pushed.read(out.toByteArray()).streams())
        .extracting(Pushed.Stream::labels)
        .containsExactly("{a=\"x\"}", "{b=\"x\"}", "{c=\"x\"}", "{d=\"x\"}");
    assertThat(request.lastStream().utf8()).isEqualTo("{d=\"x\"}");
    request.clear();
    assertThat(request.lastStream().isEmpty()).isTrue();
  }

  private void add(String labels, Pushed.Line line) {
    add(labels, line, "");
  }

  private void add(String labels, Pushed.Line line, String end) {
    request.beginLine().rawAscii(line.text().substring(0, line.text().length() - end.length()));
    if (!end.isEmpty()) {
      request.beginShared().rawAscii(end);
      request.goOnWith(request.endShared());
    }
    request.endLine(request.stream(text(labels)), line.timeNanos(), 0);
  }

  private static ProtoWriter text(String labels) {
    return new ProtoWriter().rawAscii(labels);
  }

  private Pushed written() {
    var out = new ProtoWriter();
    Logs.append(stream -> request.writeTo(stream, any -> true), out);
    assertThat(request.length()).isEqualTo(out.size());
    return Pushed.read(out.toByteArray());
  }
}
