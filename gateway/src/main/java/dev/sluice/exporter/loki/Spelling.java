package dev.sluice.exporter.loki;

import dev.sluice.wire.ProtoWriter;

/**
 * How the parts of a line are written. Every part begins with what separates it from the one
 * before; {@link RecordLine} goes from part to part. What answers with a boolean says false, with
 * {@code out} half written, where the record can have no line so.
 */
interface Spelling {
  /** Appends the body, and whichever fields of the record stand inside of it. */
  boolean appendBody(LogRecord record, ProtoWriter out);

  /** Whether the field stands in the body that was written last. */
  boolean isInBody(Field field);

  /** What stands before the field's value. */
  void appendOpening(Field field, ProtoWriter out);

  /** The value of a trace or span id. */
  void appendId(byte[] array, int from, int length, ProtoWriter out);

  /** The value of a text. */
  void appendText(byte[] array, int from, int to, ProtoWriter out);

  /** The record's attributes, but for those that are promoted. */
  boolean appendAttributes(KeyValues attributes, Promoted promoted, ProtoWriter out);

  /** The resource's attributes likewise; {@code removed} is {@link LokiResource#removed}. */
  boolean appendResource(LokiResource resource, long removed, Promoted promoted, ProtoWriter out);

  /** The scope, which has a name. */
  boolean appendScope(Scope scope, ProtoWriter out);

  /** What ends the line. */
  void appendEnd(ProtoWriter out);

  /** The line is whole, and begins at {@code start} with what separates parts. */
  void finish(ProtoWriter out, int start);
}
