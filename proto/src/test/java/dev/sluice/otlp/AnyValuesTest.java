package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.otlp.AnyValueView.Kind;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnyValuesTest {
  private final AnyValueView view = new AnyValueView();

  @Test
  void scalars_areTheGeneratedClasses() {
    assertThat(parsed("Grüße")).isEqualTo(AnyValue.newBuilder().setStringValue("Grüße").build());
    assertThat(parsed("")).isEqualTo(AnyValue.newBuilder().setStringValue("").build());
    assertThat(parsed(-1L)).isEqualTo(AnyValue.newBuilder().setIntValue(-1).build());
    assertThat(parsed(8080)).isEqualTo(AnyValue.newBuilder().setIntValue(8080).build());
    assertThat(parsed(0.5)).isEqualTo(AnyValue.newBuilder().setDoubleValue(0.5).build());
    assertThat(parsed(false)).isEqualTo(AnyValue.newBuilder().setBoolValue(false).build());
    assertThat(parsed(new byte[] {-1}))
        .isEqualTo(
            AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[] {-1})).build());
    assertThat(parsed(null)).isEqualTo(AnyValue.getDefaultInstance());
    assertThat(AnyValues.text(ByteSlice.utf8("x"))).isEqualTo(AnyValues.of("x"));
  }

  @Test
  void listsAndMaps_nest() {
    AnyValue one = AnyValue.newBuilder().setIntValue(1).build();
    KeyValueList map =
        KeyValueList.newBuilder()
            .addValues(KeyValue.newBuilder().setKey("k").setValue(one))
            .build();
    ArrayValue list =
        ArrayValue.newBuilder()
            .addValues(AnyValue.newBuilder().setKvlistValue(map))
            .addValues(AnyValue.getDefaultInstance())
            .build();

    assertThat(parsed(Arrays.asList(Map.of("k", 1), null)))
        .isEqualTo(AnyValue.newBuilder().setArrayValue(list).build());
    assertThat(parsed(List.of()))
        .isEqualTo(AnyValue.newBuilder().setArrayValue(ArrayValue.getDefaultInstance()).build());
  }

  @Test
  void anythingElse_isNoValue() {
    assertThatThrownBy(() -> AnyValues.of(new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void views_sayWhatWasWritten() {
    assertThat(view.read(AnyValues.of("text")).kind()).isEqualTo(Kind.TEXT);
    assertThat(view.bytes()).isEqualTo(ByteSlice.utf8("text"));
    assertThat(view.read(AnyValues.of(Long.MIN_VALUE)).kind()).isEqualTo(Kind.INT);
    assertThat(view.integer()).isEqualTo(Long.MIN_VALUE);
    assertThat(view.read(AnyValues.of(-2.5)).kind()).isEqualTo(Kind.DOUBLE);
    assertThat(view.float64()).isEqualTo(-2.5);
    assertThat(view.read(AnyValues.of(true)).kind()).isEqualTo(Kind.BOOL);
    assertThat(view.bool()).isTrue();
    assertThat(view.read(AnyValues.of(new byte[3])).kind()).isEqualTo(Kind.BYTES);
    assertThat(view.bytes().length()).isEqualTo(3);
    assertThat(view.read(AnyValues.of(List.of(1))).kind()).isEqualTo(Kind.LIST);
    assertThat(view.read(AnyValues.of(Map.of())).kind()).isEqualTo(Kind.MAP);
    assertThat(view.read(AnyValues.EMPTY).kind()).isEqualTo(Kind.EMPTY);
  }

  @Test
  void lastOfSeveralKinds_counts() {
    ProtoWriter both = new ProtoWriter().raw(AnyValues.of("text")).raw(AnyValues.of(7L));

    assertThat(view.read(ByteSlice.of(both.toByteArray())).kind()).isEqualTo(Kind.INT);
    assertThat(view.integer()).isEqualTo(7);
  }

  private static AnyValue parsed(Object value) {
    try {
      return AnyValue.parseFrom(AnyValues.of(value).toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
