package dev.sluice.exporter.loki;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;

/** What a log line looks like: the values of {@code loki.format}. */
enum LineFormat {
  JSON,
  LOGFMT,
  RAW,
  /** A value that means nothing: its records cannot be sent. */
  UNKNOWN;

  private static final ByteSlice JSON_TEXT = ByteSlice.utf8("json");
  private static final ByteSlice LOGFMT_TEXT = ByteSlice.utf8("logfmt");
  private static final ByteSlice RAW_TEXT = ByteSlice.utf8("raw");

  /** Reads the AnyValue that stands there; {@code scratch} is overwritten. */
  static LineFormat read(byte[] array, int from, int to, ProtoWriter scratch) {
    scratch.clear();
    AnyValueText.appendText(array, from, to, true, scratch);
    if (is(JSON_TEXT, scratch)) return JSON;
    if (is(LOGFMT_TEXT, scratch)) return LOGFMT;
    return is(RAW_TEXT, scratch) ? RAW : UNKNOWN;
  }

  private static boolean is(ByteSlice text, ProtoWriter written) {
    return text.contentEquals(written.array(), 0, written.size());
  }
}
