package dev.sluice.processor.attributes;

import dev.sluice.data.Metadata;
import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.AnyValueView;
import dev.sluice.otlp.AnyValues;
import dev.sluice.otlp.AttributeMap;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import org.jspecify.annotations.Nullable;

/** Gives a value another type. What cannot be read as that type stays as it is. */
final class ConvertStep implements Step {
  /** What it becomes. */
  enum To {
    STRING,
    INT,
    DOUBLE
  }

  private final ByteSlice key;
  private final To to;

  ConvertStep(String key, To to) {
    this.key = ByteSlice.utf8(key);
    this.to = to;
  }

  @Override
  public void apply(AttributeMap attributes, Metadata metadata) {
    int slot = attributes.find(key);
    if (slot < 0) return;
    ByteSlice value = attributes.value(slot);
    AnyValueView view = new AnyValueView().read(value);
    ByteSlice converted =
        switch (to) {
          case STRING -> toText(value, view);
          case INT -> toInt(view);
          case DOUBLE -> toDouble(view);
        };
    if (converted != null) attributes.set(slot, converted);
  }

  private static @Nullable ByteSlice toText(ByteSlice value, AnyValueView view) {
    if (view.kind() == AnyValueView.Kind.TEXT) return null;
    var text = new ProtoWriter();
    AnyValueText.appendText(value.array(), value.offset(), value.end(), false, text);
    return AnyValues.text(text.toSlice());
  }

  private static @Nullable ByteSlice toInt(AnyValueView view) {
    return switch (view.kind()) {
      case TEXT -> {
        try {
          yield AnyValues.of(Long.parseLong(view.bytes().utf8()));
        } catch (NumberFormatException notANumber) {
          yield null;
        }
      }
      case DOUBLE -> AnyValues.of((long) view.float64());
      case BOOL -> AnyValues.of(view.bool() ? 1L : 0L);
      case INT, EMPTY, LIST, MAP, BYTES -> null;
    };
  }

  private static @Nullable ByteSlice toDouble(AnyValueView view) {
    return switch (view.kind()) {
      case TEXT -> {
        try {
          yield AnyValues.of(Double.parseDouble(view.bytes().utf8()));
        } catch (NumberFormatException notANumber) {
          yield null;
        }
      }
      case INT -> AnyValues.of((double) view.integer());
      case BOOL -> AnyValues.of(view.bool() ? 1.0 : 0.0);
      case DOUBLE, EMPTY, LIST, MAP, BYTES -> null;
    };
  }
}
