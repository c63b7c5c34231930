package dev.sluice.telemetry.logs;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Messages that are to be read as several lines, such as telemetry that is printed. On the console
 * their line feeds and tabs stay; everything else that could mislead a reader is escaped as ever.
 * Whoever makes such a message sees to it that no line in it can be taken for one of the log.
 */
public final class Lines {
  /** Marks an event whose message is such a text. */
  public static final Marker MARKER = MarkerFactory.getMarker("lines");

  private Lines() {}

  /** The text as it is written to the console, at most 4 Mi characters. */
  public static String text(String lines) {
    var out = new StringBuilder(lines.length());
    LineText.appendLines(lines, out);
    return out.toString();
  }
}
