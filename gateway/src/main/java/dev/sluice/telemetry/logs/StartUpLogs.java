package dev.sluice.telemetry.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The logs from the first line on, before any configuration is read: found by logback when the
 * first logger is made, so that no library (Netty first of all) ever logs in another way, and no
 * XML is looked for. Also brings what gRPC logs by {@code java.util.logging}.
 */
public final class StartUpLogs extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    try {
      Logs.apply(LogSettings.DEFAULT, context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
