package dev.sluice.telemetry.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import dev.sluice.telemetry.Bulletin;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Puts the settings of logs in force, for the whole process. Until then lines go to standard error
 * from level info on, see {@link StartUpLogs}.
 */
public final class Logs {
  private static final String HTTP_2 = "io.netty.handler.codec.http2";
  private static final String OURS = "dev.sluice";

  private Logs() {}

  /**
   * Opens the outputs and changes over to them. If one cannot be opened, nothing changes, and the
   * message names it.
   */
  public static void apply(LogSettings settings) throws IOException {
    apply(settings, (LoggerContext) LoggerFactory.getILoggerFactory());
  }

  static void apply(LogSettings settings, LoggerContext context) throws IOException {
    var outputs = new ArrayList<OutputStream>();
    try {
      for (String path : settings.outputPaths()) outputs.add(Output.open(path));
    } catch (IOException e) {
      for (OutputStream output : outputs) output.close();
      throw e;
    }
    var appender = new LineAppender(settings, outputs);
    appender.setContext(context);
    appender.start();
    // The caller of a line is who called the bulletin.
    String throttle = Bulletin.class.getName();
    if (!context.getFrameworkPackages().contains(throttle)) {
      context.getFrameworkPackages().add(throttle);
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    List<Appender<ILoggingEvent>> before = appendersOf(root);
    root.addAppender(appender);
    for (Appender<ILoggingEvent> old : before) {
      root.detachAppender(old);
      old.stop();
    }
    setLevels(settings.level(), context, root);
  }

  private static List<Appender<ILoggingEvent>> appendersOf(Logger logger) {
    var appenders = new ArrayList<Appender<ILoggingEvent>>();
    for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
      appenders.add(all.next());
    }
    return appenders;
  }

  /** Debug is ours alone: what libraries say there tells nothing about this program. */
  private static void setLevels(LogLevel level, LoggerContext context, Logger root) {
    root.setLevel(level == LogLevel.DEBUG ? Level.INFO : logback(level));
    context.getLogger(OURS).setLevel(logback(level));
    // It has a line for what a client sends too late, or too much of.
    boolean quiet = level == LogLevel.ERROR || level == LogLevel.OFF;
    context.getLogger(HTTP_2).setLevel(quiet ? logback(level) : Level.WARN);
  }

  private static Level logback(LogLevel level) {
    return switch (level) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR -> Level.ERROR;
      case OFF -> Level.OFF;
    };
  }
}
