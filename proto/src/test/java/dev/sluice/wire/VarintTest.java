package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class VarintTest {

  @Property
  void longs_areWrittenAsProtobufDoes(@ForAll long value) throws IOException {
    byte[] written = new byte[10];

    int end = Varint.write(written, 0, value);

    assertThat(end).isEqualTo(CodedOutputStream.computeUInt64SizeNoTag(value));
    assertThat(Varint.size(value)).isEqualTo(end);
    assertThat(CodedInputStream.newInstance(written, 0, end).readUInt64()).isEqualTo(value);
  }

  @Property
  void lengths_haveTheirSize(@ForAll @IntRange(max = Integer.MAX_VALUE) int value) {
    assertThat(Varint.size(value)).isEqualTo(CodedOutputStream.computeUInt32SizeNoTag(value));
  }

  @Property
  void fields_haveTheirSize(
      @ForAll @IntRange(min = 1, max = 1 << 20) int field,
      @ForAll @IntRange(max = 70_000) int length) {
    assertThat(Varint.sizeOfLen(field, length))
        .isEqualTo(CodedOutputStream.computeByteArraySize(field, new byte[length]));
  }

  @Property
  void zigzag_isProtobufs(@ForAll long value) {
    assertThat(Varint.zigzag(value)).isEqualTo(CodedOutputStream.encodeZigZag64(value));
  }
}
