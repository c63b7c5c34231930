package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoCursorTest {

  @Property(tries = 2000)
  void fields_areReadAsProtobufDoes(@ForAll long seed) throws IOException {
    byte[] message = fields(new Random(seed), 0).toByteArray();

    assertThat(read(message)).isEqualTo(protobuf(message));
  }

  /** Bytes that are nearly a message: whatever protobuf takes or refuses, so does the cursor. */
  @Property(tries = 5000)
  void noise_isTakenAndRefusedAsProtobufDoes(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] message = fields(random, 0).toByteArray();
    if (message.length == 0) return;
    byte[] noisy = Arrays.copyOf(message, 1 + random.nextInt(message.length));
    noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);

    assertSame(noisy);
  }

  @Property(tries = 5000)
  void anyBytes_areTakenAndRefusedAsProtobufDoes(@ForAll @Size(max = 24) byte[] bytes) {
    assertSame(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 99, 100, 101, 10_000})
  void groupsInGroups_areBoundedAsInProtobuf(int depth) {
    byte[] message = new byte[depth * 2];
    Arrays.fill(message, 0, depth, (byte) (1 << 3 | WireType.START_GROUP));
    Arrays.fill(message, depth, depth * 2, (byte) (1 << 3 | WireType.END_GROUP));

    assertSame(message);
  }

  @Test
  void valuesOfFields_areWhatWasWritten() {
    ByteSlice text = ByteSlice.utf8("text");
    ProtoCursor cursor =
        ByteSlice.of(
                new ProtoWriter()
                    .varint(1, -1)
                    .bool(2, true)
                    .zigzag(3, -7)
                    .fixed64(4, Long.MIN_VALUE)
                    .float64(5, -0.0)
                    .fixed32(6, -5)
                    .bytes(7, text)
                    .toByteArray())
            .cursor();

    assertThat(cursor.next() && cursor.isVarint(1) && cursor.varint() == -1).isTrue();
    assertThat(cursor.next() && cursor.isVarint(2) && cursor.bool()).isTrue();
    assertThat(cursor.next() && cursor.isVarint(3) && cursor.zigzag() == -7).isTrue();
    assertThat(cursor.next() && cursor.isFixed64(4)).isTrue();
    assertThat(cursor.fixed64()).isEqualTo(Long.MIN_VALUE);
    assertThat(cursor.next() && cursor.isFixed64(5)).isTrue();
    assertThat(Double.doubleToRawLongBits(cursor.float64())).isEqualTo(Long.MIN_VALUE);
    assertThat(cursor.next() && cursor.isFixed32(6) && cursor.fixed32() == -5).isTrue();
    assertThat(cursor.next() && cursor.isLen(7) && cursor.valueEquals(text)).isTrue();
    assertThat(cursor.slice()).isEqualTo(text);
    assertThat(cursor.fieldSlice().length()).isEqualTo(cursor.fieldLength());
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void nestedMessages_endWhereTheySay() {
    byte[] inner = new ProtoWriter().varint(1, 5).toByteArray();
    byte[] outer = new ProtoWriter().bytes(1, inner).varint(2, 6).toByteArray();
    ProtoCursor cursor = ByteSlice.of(outer).cursor();
    ProtoCursor child = new ProtoCursor();

    assertThat(cursor.next()).isTrue();
    assertThat(cursor.into(child).next() && child.varint() == 5 && !child.next()).isTrue();
    assertThat(cursor.message().next()).isTrue();
    assertThat(cursor.next() && cursor.field() == 2 && cursor.varint() == 6).isTrue();
  }

  @Test
  void refusals_sayWhere() {
    byte[] message =
        new ProtoWriter().varint(1, 1).tag(3, WireType.LEN).rawVarint(90).toByteArray();
    ProtoCursor cursor = ByteSlice.of(message).cursor();

    assertThatCode(cursor::next).doesNotThrowAnyException();
    assertThatThrownBy(cursor::next)
        .isInstanceOf(MalformedException.class)
        .hasMessage("malformed protobuf at byte 2: field 3 claims 90 bytes, 0 left");
  }

  /** Field number, wire type and value of each field; groups as the bytes they took. */
  private static List<String> read(byte[] message) {
    List<String> fields = new ArrayList<>();
    ProtoCursor cursor = new ProtoCursor(message, 0, message.length);
    while (cursor.next()) {
      String value =
          switch (cursor.wireType()) {
            case WireType.VARINT -> "" + cursor.varint();
            case WireType.FIXED64 -> "" + cursor.fixed64();
            case WireType.FIXED32 -> "" + cursor.fixed32();
            default -> "" + cursor.valueLength();
          };
      fields.add("%d:%d=%s".formatted(cursor.field(), cursor.wireType(), value));
    }
    return fields;
  }

  /** Byte by byte: protobuf-java's fast way takes some numbers of more than ten bytes. */
  private static List<String> protobuf(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(new ByteArrayInputStream(message), 1);
    List<String> fields = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int before = in.getTotalBytesRead();
      String value =
          switch (WireFormat.getTagWireType(tag)) {
            case WireType.VARINT -> "" + in.readUInt64();
            case WireType.FIXED64 -> "" + in.readFixed64();
            case WireType.FIXED32 -> "" + in.readFixed32();
            case WireType.LEN -> "" + in.readBytes().size();
            default -> {
              if (!UnknownFieldSet.newBuilder().mergeFieldFrom(tag, in)) {
                throw new IOException("end of a group that was not begun");
              }
              yield "" + (in.getTotalBytesRead() - before);
            }
          };
      fields.add(
          "%d:%d=%s"
              .formatted(WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), value));
    }
    return fields;
  }

  private static void assertSame(byte[] message) {
    List<String> expected;
    try {
      expected = protobuf(message);
    } catch (IOException refused) {
      assertThatThrownBy(() -> read(message)).isInstanceOf(MalformedException.class);
      return;
    }
    assertThat(read(message)).isEqualTo(expected);
  }

  private static UnknownFieldSet fields(Random random, int depth) {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
      switch (random.nextInt(depth < 4 ? 5 : 4)) {
        case 0 -> field.addVarint(random.nextLong() >>> random.nextInt(64));
        case 1 -> field.addFixed32(random.nextInt());
        case 2 -> field.addFixed64(random.nextLong());
        case 3 -> field.addLengthDelimited(ByteString.copyFrom(new byte[random.nextInt(300)]));
        default -> field.addGroup(fields(random, depth + 1));
      }
      fields.addField(1 + (random.nextInt() >>> (3 + random.nextInt(28))), field.build());
    }
    return fields.build();
  }
}
