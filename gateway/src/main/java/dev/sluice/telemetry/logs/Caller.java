package dev.sluice.telemetry.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** Where a line comes from, as zap shortens it: {@code sending/SendingLog.java:41}. */
final class Caller {
  private Caller() {}

  static String of(ILoggingEvent event) {
    StackTraceElement[] frames = event.getCallerData();
    if (frames.length == 0) return event.getLoggerName();
    StackTraceElement frame = frames[0];
    String type = frame.getClassName();
    int dot = type.lastIndexOf('.');
    int start = type.lastIndexOf('.', dot - 1) + 1;
    String room = dot < 0 ? "" : type.substring(start, dot) + "/";
    String file = frame.getFileName() == null ? type.substring(dot + 1) : frame.getFileName();
    return room + file + ":" + frame.getLineNumber();
  }
}
