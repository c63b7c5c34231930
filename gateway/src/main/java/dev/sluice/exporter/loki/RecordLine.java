package dev.sluice.exporter.loki;

import dev.sluice.wire.ProtoWriter;

/**
 * A record as a line: its body, its fields, its attributes, then those of its resource, then its
 * scope. The last two are the same for many records: they are written once, and a line refers to
 * them ({@link PushRequest}). One thread.
 */
final class RecordLine {
  private static final Field[] FIELDS = Field.values();

  /**
   * What a record, a resource or a scope may have as OTLP to be part of a line. JSON's escapes are
   * six times as long as what they mean, so that a larger one could take all memory; Loki takes no
   * such line.
   */
  static final int MAX_PART = 4 << 20;

  private final Spelling spelling;
  private final SharedPart resource = new SharedPart();
  private final SharedPart scope = new SharedPart();

  /** Where both stand in the present request. */
  private int shared = PushRequest.NONE;

  RecordLine(Spelling spelling) {
    this.spelling = spelling;
  }

  /** Begins another request. */
  void clear() {
    shared = PushRequest.NONE;
  }

  /**
   * Appends the line that was begun in {@code request}. False, with the line half written, if the
   * record can have none.
   */
  boolean append(LogRecord record, Origin origin, Promoted promoted, PushRequest request) {
    ProtoWriter out = request.line();
    int start = out.size();
    if (!appendOwn(record, promoted, out)) return false;
    prepareShared(origin, promoted);
    if (!resource.isPossible || !scope.isPossible) return false;
    if (out.size() == start) {
      appendShared(out);
    } else {
      if (shared == PushRequest.NONE) {
        appendShared(request.beginShared());
        shared = request.endShared();
      }
      request.goOnWith(shared);
    }
    spelling.finish(out, start);
    return true;
  }

  private boolean appendOwn(LogRecord record, Promoted promoted, ProtoWriter out) {
    if (!spelling.appendBody(record, out)) return false;
    for (Field field : FIELDS) {
      if (field.isIn(record) && !spelling.isInBody(field)) field.append(record, spelling, out);
    }
    return spelling.appendAttributes(record.attributes(), promoted, out);
  }

  private void prepareShared(Origin origin, Promoted promoted) {
    LokiResource ofResource = origin.resource();
    long removed = ofResource.removed(promoted);
    if (!resource.isOf(ofResource, removed)) {
      resource.begin(ofResource, removed);
      resource.isPossible = spelling.appendResource(ofResource, removed, promoted, resource.text);
      shared = PushRequest.NONE;
    }
    Scope ofScope = origin.scope();
    if (!scope.isOf(ofScope, ofScope.reading())) {
      scope.begin(ofScope, ofScope.reading());
      scope.isPossible = !ofScope.hasName() || spelling.appendScope(ofScope, scope.text);
      shared = PushRequest.NONE;
    }
  }

  private void appendShared(ProtoWriter out) {
    out.raw(resource.text.array(), 0, resource.text.size());
    out.raw(scope.text.array(), 0, scope.text.size());
    spelling.appendEnd(out);
  }
}
