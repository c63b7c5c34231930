package dev.sluice.telemetry.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.slf4j.event.KeyValuePair;

/** Events as a logger makes them, but always from the same place and time. */
final class Events {
  private static final LoggerContext CONTEXT = new LoggerContext();
  private static final long TIME = 1_767_323_045_006L;

  private Events() {}

  static LoggingEvent of(Level level, String message, Object... arguments) {
    var logger = CONTEXT.getLogger("dev.sluice.sending.SendingLog");
    var event = new LoggingEvent("", logger, level, message, null, arguments);
    event.setTimeStamp(TIME);
    event.setCallerData(
        new StackTraceElement[] {
          new StackTraceElement("dev.sluice.sending.SendingLog", "retrying", "SendingLog.java", 41)
        });
    return event;
  }

  static LoggingEvent with(LoggingEvent event, String key, Object value) {
    event.addKeyValuePair(new KeyValuePair(key, value));
    return event;
  }

  static LoggingEvent failed(Level level, String message, Throwable thrown) {
    var event = of(level, message);
    event.setThrowableProxy(new ThrowableProxy(thrown));
    return event;
  }

  /** A failure whose stack does not depend on who runs the test. */
  static <T extends Throwable> T stack(T thrown) {
    thrown.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("dev.sluice.net.Client", "send", "Client.java", 7),
          new StackTraceElement("dev.sluice.sending.Lane", "run", "Lane.java", 99)
        });
    return thrown;
  }
}
