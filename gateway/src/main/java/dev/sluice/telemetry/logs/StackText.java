package dev.sluice.telemetry.logs;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/** What went wrong, in one line or with its stack. */
final class StackText {
  private static final int CAUSES = 8;
  private static final int FRAMES = 60;

  private StackText() {}

  /** {@code java.io.IOException: no route; caused by ...}; not escaped. */
  static String line(IThrowableProxy thrown) {
    var text = new StringBuilder(name(thrown));
    IThrowableProxy cause = thrown.getCause();
    for (int i = 0; i < CAUSES && cause != null; i++) {
      text.append("; caused by ").append(name(cause));
      cause = cause.getCause();
    }
    return text.toString();
  }

  private static String name(IThrowableProxy thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClassName() : thrown.getClassName() + ": " + message;
  }

  /** Lines with a line feed between; only ours, those of messages are escaped. */
  static String stack(IThrowableProxy thrown) {
    var text = new StringBuilder();
    append(thrown, "", "", CAUSES, text);
    if (text.length() > LineText.LONGEST) {
      text.setLength(LineText.LONGEST);
      text.append("\n...");
    }
    return text.toString();
  }

  private static void append(
      IThrowableProxy thrown, String indent, String before, int depth, StringBuilder out) {
    out.append(indent).append(before);
    LineText.append(name(thrown), out);
    if (thrown.isCyclic() || depth == 0) return;
    appendFrames(thrown, indent, out);
    for (IThrowableProxy suppressed : thrown.getSuppressed()) {
      append(suppressed, indent + "\t", "Suppressed: ", depth - 1, out.append('\n'));
    }
    IThrowableProxy cause = thrown.getCause();
    if (cause != null) append(cause, indent, "Caused by: ", depth - 1, out.append('\n'));
  }

  private static void appendFrames(IThrowableProxy thrown, String indent, StringBuilder out) {
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int own = frames.length - thrown.getCommonFrames();
    int shown = Math.min(own, FRAMES);
    for (int i = 0; i < shown; i++) {
      out.append('\n').append(indent).append('\t');
      LineText.append(frames[i].getSTEAsString(), out);
    }
    int more = frames.length - shown;
    if (more > 0) out.append('\n').append(indent).append("\t... ").append(more).append(" more");
  }
}
