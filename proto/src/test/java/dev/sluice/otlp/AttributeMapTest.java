package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import org.junit.jupiter.api.Test;

class AttributeMapTest {
  private static final ByteSlice A = ByteSlice.utf8("a");
  private static final ByteSlice B = ByteSlice.utf8("b");
  private static final ByteSlice C = ByteSlice.utf8("c");
  private static final ByteSlice ONE = AnyValues.of(1L);
  private static final ByteSlice TWO = AnyValues.of(2L);

  private final AttributeMap map = new AttributeMap();

  @Test
  void otherFields_stayByteForByteInPlace() {
    ByteSlice name = field(new ProtoWriter().string(Otlp.Span.NAME, "GET /"));
    ByteSlice kind = field(new ProtoWriter().varint(Otlp.Span.KIND, 2));
    ByteSlice unknown = field(new ProtoWriter().string(99, "unknown"));

    map.read(join(name, attribute(A, ONE), kind, attribute(B, ONE), unknown), Otlp.Span.ATTRIBUTES);
    map.put(C, TWO);
    map.remove(A);

    assertThat(map.toSlice())
        .isEqualTo(join(name, attribute(B, ONE), attribute(C, TWO), kind, unknown));
  }

  @Test
  void firstAttributeOfAll_standsAtTheEnd() {
    ByteSlice name = field(new ProtoWriter().string(Otlp.Span.NAME, "GET /"));

    map.read(name, Otlp.Span.ATTRIBUTES).put(A, ONE);

    assertThat(map.toSlice()).isEqualTo(join(name, attribute(A, ONE)));
  }

  @Test
  void keysThatOccurTwice_leaveNothingBehind() {
    ByteSlice twice = join(attribute(A, ONE), attribute(B, ONE), attribute(A, TWO));

    assertThat(map.read(twice, Otlp.Span.ATTRIBUTES).get(A)).isEqualTo(ONE);
    assertThat(map.remove(A)).isTrue();
    assertThat(map.toSlice()).isEqualTo(attribute(B, ONE));

    map.read(twice, Otlp.Span.ATTRIBUTES).put(A, AnyValues.of("new"));
    assertThat(map.toSlice()).isEqualTo(join(attribute(A, AnyValues.of("new")), attribute(B, ONE)));
  }

  @Test
  void aRemovedAttribute_isGone() {
    map.read(join(attribute(A, ONE), attribute(B, TWO)), Otlp.Span.ATTRIBUTES);
    int slot = map.find(A);
    map.remove(slot);

    assertThat(map.get(A)).isNull();
    assertThat(map.size()).isEqualTo(1);
    assertThat(map.next(-1)).isEqualTo(map.find(B));
    assertThatThrownBy(() -> map.set(slot, ONE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyAttributes_growTheMap() {
    map.read(ByteSlice.EMPTY, Otlp.Span.ATTRIBUTES);
    for (int i = 0; i < 100; i++) map.put(ByteSlice.utf8("key" + i), AnyValues.of(i));
    ByteSlice written = map.toSlice();

    map.read(written, Otlp.Span.ATTRIBUTES);

    assertThat(map.size()).isEqualTo(100);
    assertThat(map.get(ByteSlice.utf8("key99"))).isEqualTo(AnyValues.of(99));
    assertThat(map.toSlice()).isEqualTo(written);
  }

  @Test
  void aMapThatIsReadAgain_remembersNothing() {
    map.read(ByteSlice.EMPTY, Otlp.Span.ATTRIBUTES).put(A, ONE);

    map.read(attribute(B, TWO), Otlp.Span.ATTRIBUTES);

    assertThat(map.isChanged()).isFalse();
    assertThat(map.get(A)).isNull();
    assertThat(map.key(map.find(B))).isEqualTo(B);
    assertThat(map.value(map.find(B))).isEqualTo(TWO);
  }

  private static ByteSlice attribute(ByteSlice key, ByteSlice value) {
    ProtoWriter keyValue =
        new ProtoWriter().bytes(Otlp.KeyValue.KEY, key).bytes(Otlp.KeyValue.VALUE, value);
    return field(new ProtoWriter().bytes(Otlp.Span.ATTRIBUTES, keyValue.toByteArray()));
  }

  private static ByteSlice field(ProtoWriter written) {
    return ByteSlice.of(written.toByteArray());
  }

  private static ByteSlice join(ByteSlice... fields) {
    ProtoWriter out = new ProtoWriter();
    for (ByteSlice each : fields) out.raw(each);
    return ByteSlice.of(out.toByteArray());
  }
}
