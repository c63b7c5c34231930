package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * An attribute as text, of exemplars and of metadata.
 *
 * @param key as it was sent
 * @param value as text in UTF-8, the way the collector writes it; empty for an empty value
 */
record Attribute(String key, ByteSlice value) {

  /** The KeyValues that are field {@code field} of a message, in the order in which they stand. */
  static List<Attribute> list(byte[] array, int from, int to, int field) {
    var attributes = new ArrayList<Attribute>();
    for (var message = new ProtoCursor(array, from, to); message.next(); ) {
      if (message.isLen(field)) attributes.add(read(message.message()));
    }
    return attributes;
  }

  private static Attribute read(ProtoCursor keyValue) {
    String key = "";
    var text = new ProtoWriter(32);
    while (keyValue.next()) {
      if (keyValue.isLen(Otlp.KeyValue.KEY)) {
        key = keyValue.slice().utf8();
      } else if (keyValue.isLen(Otlp.KeyValue.VALUE)) {
        text.clear();
        AnyValueText.appendText(
            keyValue.array(), keyValue.valueStart(), keyValue.valueEnd(), true, text);
      }
    }
    return new Attribute(key, text.toSlice());
  }
}
