package dev.sluice.exporter.loki;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;

/** One instrumentation scope as places in its array. Read again for every scope; one thread. */
final class Scope {
  private final ProtoCursor cursor = new ProtoCursor();
  private final KeyValues attributes = new KeyValues();
  private int nameFrom;
  private int nameTo;
  private int versionFrom;
  private int versionTo;
  private int length;
  private long reading;

  /** Reads the InstrumentationScope message that stands there. */
  void read(byte[] array, int from, int to) {
    reading++;
    length = to - from;
    attributes.reset(array);
    nameFrom = nameTo = versionFrom = versionTo = from;
    for (cursor.reset(array, from, to); cursor.next(); ) {
      if (cursor.isLen(Otlp.InstrumentationScope.NAME)) {
        nameFrom = cursor.valueStart();
        nameTo = cursor.valueEnd();
      } else if (cursor.isLen(Otlp.InstrumentationScope.VERSION)) {
        versionFrom = cursor.valueStart();
        versionTo = cursor.valueEnd();
      } else if (cursor.isLen(Otlp.InstrumentationScope.ATTRIBUTES)) {
        attributes.add(cursor.valueStart(), cursor.valueEnd());
      }
    }
  }

  /** There is none. */
  void clear() {
    read(ByteSlice.EMPTY.array(), 0, 0);
  }

  /** Of the message, in bytes. */
  int length() {
    return length;
  }

  /** A number that is another one after every {@link #read}. */
  long reading() {
    return reading;
  }

  /** Without a name a scope is not written, whatever else it has. */
  boolean hasName() {
    return nameFrom < nameTo;
  }

  boolean hasVersion() {
    return versionFrom < versionTo;
  }

  byte[] array() {
    return attributes.array();
  }

  int nameFrom() {
    return nameFrom;
  }

  int nameTo() {
    return nameTo;
  }

  int versionFrom() {
    return versionFrom;
  }

  int versionTo() {
    return versionTo;
  }

  KeyValues attributes() {
    return attributes;
  }
}
