package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Captures.Capture;
import dev.sluice.otlp.fixture.JsonPrinter;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.otlp.fixture.Request;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OtlpJsonPropertyTest {

  @Provide
  Arbitrary<Request> requests() {
    return Request.all();
  }

  @Property(tries = 600)
  void whateverJsonAClientMakes_isTheProtobufOfTheGeneratedClasses(
      @ForAll("requests") Request request) {
    Message known = known(request.message());
    byte[] json =
        JsonPrinter.print(request.message(), request.seed()).getBytes(StandardCharsets.UTF_8);
    byte[] protobuf =
        OtlpJson.toProtobuf(request.signal(), json, 0, json.length, JsonLimits.DEFAULT);
    assertThat(Oracle.mustParse(request.signal(), protobuf)).isEqualTo(known);
    assertThat(protobuf).isEqualTo(known.toByteArray());
  }

  @Property(tries = 600)
  void whateverBytesAreWrittenAsJson_readBackAsTheSameRequest(@ForAll("requests") Request request) {
    ResourceGroup[] groups =
        OtlpScan.scan(request.signal(), request.bytes(), ScanLimits.DEFAULT).groups();
    assertThat(roundTrip(request.signal(), groups)).isEqualTo(known(request.message()));
  }

  @ParameterizedTest
  @MethodSource("captures")
  void whatTheAgentSent_survivesTheWayThroughJson(Capture capture) {
    ResourceGroup[] groups =
        OtlpScan.scan(capture.signal(), capture.bytes().clone(), ScanLimits.DEFAULT).groups();
    assertThat(roundTrip(capture.signal(), groups))
        .isEqualTo(Oracle.mustParse(capture.signal(), capture.bytes()));
  }

  static List<Capture> captures() {
    return Captures.all();
  }

  private static Message roundTrip(Signal signal, ResourceGroup... groups) {
    ProtoWriter out = new ProtoWriter();
    OtlpJson.fromProtobuf(signal, List.of(groups), out);
    byte[] protobuf = OtlpJson.toProtobuf(signal, out.array(), 0, out.size(), JsonLimits.DEFAULT);
    return Oracle.mustParse(signal, protobuf);
  }

  @Property(tries = 1500)
  void damagedJson_isReadOrRefused_andNothingElse(
      @ForAll("requests") Request request, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] json =
        JsonPrinter.print(request.message(), request.seed()).getBytes(StandardCharsets.UTF_8);
    byte[] damaged = damage(json, random);
    try {
      byte[] protobuf =
          OtlpJson.toProtobuf(request.signal(), damaged, 0, damaged.length, JsonLimits.DEFAULT);
      OtlpScan.scan(request.signal(), protobuf, ScanLimits.DEFAULT);
    } catch (MalformedException refused) {
      assertThat(refused).hasMessageStartingWith("malformed");
      assertThat(refused.getMessage()).hasSizeLessThan(1000).doesNotContain("\n", "\r");
    }
  }

  private static byte[] damage(byte[] json, Random random) {
    byte[] damaged = json.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged = Arrays.copyOf(json, random.nextInt(json.length + 1));
      case 1 -> {
        for (int i = random.nextInt(5); i >= 0; i--) {
          damaged[random.nextInt(json.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 2 -> {
        byte[] marks = "{}[]:,\"\\0e-n ".getBytes(StandardCharsets.UTF_8);
        damaged[random.nextInt(json.length)] = marks[random.nextInt(marks.length)];
      }
      default -> {
        int from = random.nextInt(json.length);
        int length = random.nextInt(json.length - from);
        System.arraycopy(json, from, damaged, random.nextInt(json.length - length), length);
      }
    }
    return damaged;
  }

  /** Without what OTLP/JSON does not carry: unknown fields and the string indexes of profiles. */
  private static Message known(Message message) {
    Message.Builder known =
        message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getName().endsWith("strindex")) {
        known.clearField(field);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        if (field.isRepeated()) {
          List<?> values = (List<?>) entry.getValue();
          for (int i = 0; i < values.size(); i++) {
            known.setRepeatedField(field, i, known((Message) values.get(i)));
          }
        } else {
          known.setField(field, known((Message) entry.getValue()));
        }
      }
    }
    return known.build();
  }
}
