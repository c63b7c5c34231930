package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import java.util.List;

/**
 * The attributes that say how to send a record instead of being sent: their names. They never reach
 * the line.
 */
final class Hints {
  /** On resource and record: names of resource attributes to make labels of. */
  static final ByteSlice RESOURCE_LABELS = ByteSlice.utf8("loki.resource.labels");

  /** On the record: names of its attributes to make labels of. */
  static final ByteSlice ATTRIBUTE_LABELS = ByteSlice.utf8("loki.attribute.labels");

  /** On the resource, else on the record: {@code json}, {@code logfmt} or {@code raw}. */
  static final ByteSlice FORMAT = ByteSlice.utf8("loki.format");

  /** On the resource, else on the record: the name of the attribute that holds the tenant. */
  static final ByteSlice TENANT = ByteSlice.utf8("loki.tenant");

  static final List<ByteSlice> ALL = List.of(RESOURCE_LABELS, ATTRIBUTE_LABELS, FORMAT, TENANT);

  private Hints() {}
}
