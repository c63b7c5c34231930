package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What decides about a metric's series, as bytes: the {@link Kind}, name and unit, and the scope if
 * scopes become labels. Written as a message of its own, so that nothing runs into anything else.
 */
record MetricKey(Kind kind, String name, String unit, List<Attribute> scope) {
  private static final int KIND = 1;
  private static final int NAME = 2;
  private static final int UNIT = 3;
  private static final int SCOPE = 4;

  private static final String SCOPE_PREFIX = "otel_scope_";
  private static final Set<String> RESERVED = Set.of("name", "version", "schema_url");

  static void write(
      ProtoWriter out,
      Kind kind,
      byte[] array,
      int nameFrom,
      int nameTo,
      int unitFrom,
      int unitTo,
      Gathered scope) {
    out.varint(KIND, kind.id);
    out.bytes(NAME, array, nameFrom, nameTo - nameFrom);
    out.bytes(UNIT, array, unitFrom, unitTo - unitFrom);
    if (scope.length() > 0) out.bytes(SCOPE, scope.array(), scope.from(), scope.length());
  }

  static MetricKey read(byte[] key) {
    Kind kind = Kind.GAUGE;
    String name = "";
    String unit = "";
    List<Attribute> scope = List.of();
    for (var field = new ProtoCursor(key, 0, key.length); field.next(); ) {
      switch (field.field()) {
        case KIND -> kind = Kind.of(field.varint());
        case NAME -> name = field.slice().utf8();
        case UNIT -> unit = field.slice().utf8();
        default -> scope = scope(field.slice());
      }
    }
    return new MetricKey(kind, name, unit, scope);
  }

  /**
   * The scope as labels: {@code otel_scope_name}, {@code otel_scope_version}, and its attributes
   * but those whose label would be one of these (or {@code schema_url}, which the collector
   * reserves).
   */
  private static List<Attribute> scope(ByteSlice scope) {
    var labels = new ArrayList<Attribute>();
    ByteSlice name = ByteSlice.EMPTY;
    ByteSlice version = ByteSlice.EMPTY;
    for (ProtoCursor field = scope.cursor(); field.next(); ) {
      if (field.isLen(Otlp.InstrumentationScope.NAME)) name = field.slice();
      if (field.isLen(Otlp.InstrumentationScope.VERSION)) version = field.slice();
    }
    for (Attribute attribute :
        Attribute.list(
            scope.array(), scope.offset(), scope.end(), Otlp.InstrumentationScope.ATTRIBUTES)) {
      if (RESERVED.contains(attribute.key())) continue;
      labels.add(new Attribute(SCOPE_PREFIX + attribute.key(), attribute.value()));
    }
    labels.add(new Attribute(SCOPE_PREFIX + "name", name));
    labels.add(new Attribute(SCOPE_PREFIX + "version", version));
    return labels;
  }
}
