package dev.sluice.processor.attributes;

import dev.sluice.data.Metadata;
import dev.sluice.otlp.AnyValues;
import dev.sluice.otlp.AttributeMap;
import dev.sluice.wire.ByteSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an action takes its value from: an AnyValue message, or null if there is none. */
interface Source {
  @Nullable ByteSlice find(AttributeMap attributes, Metadata metadata);

  static Source value(Object value) {
    ByteSlice fixed = AnyValues.of(value);
    return (attributes, metadata) -> fixed;
  }

  static Source attribute(String key) {
    ByteSlice utf8 = ByteSlice.utf8(key);
    return (attributes, metadata) -> attributes.get(utf8);
  }

  /** {@code metadata.<header>} or a bare header name; {@code client.address}. */
  static Source context(String key) {
    if (key.equals("client.address")) {
      return (attributes, metadata) ->
          metadata.peer().isEmpty() ? null : AnyValues.of(metadata.peer());
    }
    String header = key.startsWith("metadata.") ? key.substring("metadata.".length()) : key;
    return (attributes, metadata) -> {
      List<String> values = metadata.values(header);
      return values.isEmpty() ? null : AnyValues.of(String.join(";", values));
    };
  }

  /** The first of the two that finds something. */
  static Source either(Source first, Source second) {
    return (attributes, metadata) -> {
      ByteSlice found = first.find(attributes, metadata);
      return found != null ? found : second.find(attributes, metadata);
    };
  }
}
