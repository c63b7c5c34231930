package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProtoWriterTest {
  private static final int MAX_FIELD = (1 << 29) - 1;

  @Property
  void fields_areWrittenAsProtobufDoes(
      @ForAll @IntRange(min = 1, max = MAX_FIELD) int field,
      @ForAll long number,
      @ForAll double real,
      @ForAll boolean flag,
      @ForAll byte[] bytes)
      throws IOException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(expected);
    out.writeUInt64(field, number);
    out.writeBool(field, flag);
    out.writeSInt64(field, number);
    out.writeFixed64(field, number);
    out.writeDouble(field, real);
    out.writeFixed32(field, (int) number);
    out.writeByteArray(field, bytes);
    out.flush();

    ProtoWriter writer =
        new ProtoWriter(0)
            .varint(field, number)
            .bool(field, flag)
            .zigzag(field, number)
            .fixed64(field, number)
            .float64(field, real)
            .fixed32(field, (int) number)
            .bytes(field, bytes);

    assertThat(writer.toByteArray()).isEqualTo(expected.toByteArray());
    assertThat(writer.size()).isEqualTo(expected.size());
    assertThat(writer.toSlice().toByteArray()).isEqualTo(expected.toByteArray());
  }

  @Property
  void texts_areWrittenAsProtobufDoes(@ForAll String text) throws IOException {
    // A lone surrogate is no text: Java writes a question mark, protobuf refuses.
    String valid = new String(text.getBytes("UTF-8"), "UTF-8");
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(expected);
    out.writeString(3, valid);
    out.flush();

    assertThat(new ProtoWriter().string(3, valid).toByteArray()).isEqualTo(expected.toByteArray());
  }

  /** Lengths of one, two and three bytes, inside each other. */
  @Property(tries = 200)
  void messagesOfUnknownLength_nest(
      @ForAll @IntRange(max = 20_000) int outer, @ForAll @IntRange(max = 20_000) int inner) {
    ProtoWriter expected = new ProtoWriter();
    expected.raw(new byte[outer], 0, outer).bytes(2, new byte[inner]).varint(3, 1);

    ProtoWriter writer = new ProtoWriter(0).varint(9, 5);
    int start = writer.begin(1);
    writer.raw(new byte[outer], 0, outer);
    int nested = writer.begin(2);
    writer.raw(new byte[inner], 0, inner);
    writer.end(nested);
    writer.varint(3, 1);
    writer.end(start);

    assertThat(writer.toByteArray())
        .isEqualTo(new ProtoWriter().varint(9, 5).bytes(1, expected.toByteArray()).toByteArray());
  }

  @Test
  void clearAndTruncate_keepWhatStandsBefore() {
    ProtoWriter writer = new ProtoWriter().varint(1, 1).string(2, "text");

    writer.truncate(2);
    assertThat(writer.toByteArray()).isEqualTo(new byte[] {8, 1});
    writer.clear();
    assertThat(writer.toByteArray()).isEmpty();
    assertThatThrownBy(() -> writer.truncate(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void moreThanAnArrayHolds_isSaid() {
    ProtoWriter writer = new ProtoWriter().varint(1, 1);

    assertThatThrownBy(() -> writer.ensure(Integer.MAX_VALUE - 8))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("2 GiB");
  }
}
