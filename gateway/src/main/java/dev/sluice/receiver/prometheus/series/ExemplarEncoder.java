package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.receiver.prometheus.page.ExemplarRanges;
import dev.sluice.receiver.prometheus.page.LabelRanges;
import dev.sluice.wire.ProtoWriter;
import org.jspecify.annotations.Nullable;

/**
 * An exemplar of a page as an OTLP message. The labels {@code trace_id} and {@code span_id}, in any
 * case, become the ids: longer ones are cut, shorter ones get zeros in front, as in the collector.
 * What is no id, or only zeros, stays an attribute.
 */
final class ExemplarEncoder {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private final ProtoWriter out = new ProtoWriter();

  /** Null if its time cannot be said in OTLP. */
  byte @Nullable [] encode(ExemplarRanges exemplar, long sampleMillis) {
    long millis = exemplar.hasTimestamp() ? exemplar.timestampMillis() : sampleMillis;
    if (!Times.fits(millis)) return null;
    out.clear();
    out.fixed64(Otlp.Exemplar.TIME_UNIX_NANO, Times.nanos(millis));
    out.float64(Otlp.Exemplar.AS_DOUBLE, exemplar.value());
    LabelRanges labels = exemplar.labels();
    for (int i = 0; i < labels.count(); i++) writeLabel(labels.name(i), labels.value(i));
    return out.toByteArray();
  }

  private void writeLabel(String name, String value) {
    byte[] id = null;
    int field = 0;
    if (name.equalsIgnoreCase("trace_id")) {
      id = id(value, TRACE_ID_BYTES);
      field = Otlp.Exemplar.TRACE_ID;
    } else if (name.equalsIgnoreCase("span_id")) {
      id = id(value, SPAN_ID_BYTES);
      field = Otlp.Exemplar.SPAN_ID;
    }
    if (id != null) {
      out.bytes(field, id);
    } else if (!value.isEmpty()) {
      KeyValues.write(out, Otlp.Exemplar.FILTERED_ATTRIBUTES, name, value);
    }
  }

  private static byte @Nullable [] id(String hex, int length) {
    int bytes = Math.min(hex.length() / 2, length);
    if (bytes < length && hex.length() % 2 != 0) return null;
    var id = new byte[length];
    int allBits = 0;
    for (int i = 0; i < bytes; i++) {
      int high = Character.digit(hex.charAt(2 * i), 16);
      int low = Character.digit(hex.charAt(2 * i + 1), 16);
      if (high < 0 || low < 0) return null;
      id[length - bytes + i] = (byte) (high << 4 | low);
      allBits |= high | low;
    }
    return allBits == 0 ? null : id;
  }
}
