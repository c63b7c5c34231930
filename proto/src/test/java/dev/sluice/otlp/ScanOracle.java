package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.otlp.fixture.Twin;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ReferenceUtf8;
import java.util.List;
import java.util.Map;

/**
 * Judges scans of bytes that may be anything. The generated classes decide what is to be accepted,
 * but that texts that are not UTF-8 are repaired, and ids of a wrong length refused.
 */
final class ScanOracle {
  private ScanOracle() {}

  /** Scans a copy of {@code request} and compares; {@code what} is for the message of a failure. */
  static void check(Signal signal, byte[] request, String what) {
    Scanned scanned;
    try {
      scanned = OtlpScan.scan(signal, request.clone(), ScanLimits.DEFAULT);
    } catch (MalformedException refusal) {
      checkRefusal(signal, request, what, refusal);
      return;
    }
    try {
      byte[] groups = Oracle.request(scanned.groups());
      Message actual = Oracle.parse(signal, groups);
      if (scanned.repaired() == 0) {
        same(actual, known(Oracle.parse(signal, request)), what);
      } else {
        refusedForItsTexts(signal, request, what);
        Message sent = known(Twin.parse(signal, request));
        same(Twin.parse(signal, groups), Twin.mapTexts(sent, ReferenceUtf8::repaired), what);
      }
      assertThat(hasWrongId(actual)).as(what).isFalse();
      assertThat(scanned.items()).as(what).isEqualTo(Oracle.items(actual));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(what + ": accepted what the generated classes refuse", e);
    }
  }

  private static void checkRefusal(
      Signal signal, byte[] request, String what, MalformedException refusal) {
    try {
      if (hasWrongId(Twin.parse(signal, request))) return;
    } catch (InvalidProtocolBufferException asItShould) {
      return;
    }
    throw new AssertionError(what + ": refused what the generated classes accept", refusal);
  }

  private static void refusedForItsTexts(Signal signal, byte[] request, String what) {
    try {
      Oracle.parse(signal, request);
    } catch (InvalidProtocolBufferException asItShould) {
      return;
    }
    throw new AssertionError(what + ": repaired what was right");
  }

  /** Without the request's own unknown fields, which the scan drops. */
  private static Message known(Message request) {
    return request.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance()).build();
  }

  private static void same(Message actual, Message expected, String what) {
    if (!actual.equals(expected)) assertThat(actual).as(what).isEqualTo(expected);
  }

  private static boolean hasWrongId(Message message) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      List<?> values =
          entry.getKey().isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
      for (Object value : values) {
        if (value instanceof Message inner && hasWrongId(inner)) return true;
        if (value instanceof ByteString bytes && isWrongId(entry.getKey(), bytes.size()))
          return true;
      }
    }
    return false;
  }

  private static boolean isWrongId(FieldDescriptor field, int length) {
    if (length == 0) return false;
    if (field.getName().endsWith("trace_id")) return length != 16;
    return field.getName().endsWith("span_id") && length != 8;
  }
}
