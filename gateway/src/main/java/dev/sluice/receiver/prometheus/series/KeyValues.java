package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoWriter;

/** Attributes with text values. */
final class KeyValues {
  private KeyValues() {}

  static void write(ProtoWriter out, int field, String key, String value) {
    int keyValue = out.begin(field);
    out.string(Otlp.KeyValue.KEY, key);
    int any = out.begin(Otlp.KeyValue.VALUE);
    out.string(Otlp.AnyValue.STRING_VALUE, value);
    out.end(any);
    out.end(keyValue);
  }
}
