package dev.sluice.exporter.debug;

import dev.sluice.config.ComponentId;
import dev.sluice.otlp.Signal;
import dev.sluice.telemetry.logs.Lines;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** Among the gateway's logs, with the collector's fields. */
final class LoggedOutput implements DebugOutput {
  private final Logger log;
  private final ComponentId id;
  private final Signal signal;

  LoggedOutput(Logger log, ComponentId id, Signal signal) {
    this.log = log;
    this.id = id;
    this.signal = signal;
  }

  @Override
  public void counts(Counts counts) {
    LoggingEventBuilder entry = entry();
    for (Map.Entry<String, Integer> number : counts.numbers().entrySet()) {
      entry = entry.addKeyValue(number.getKey(), number.getValue());
    }
    entry.log(counts.title());
  }

  @Override
  public void lines(String lines) {
    entry().addMarker(Lines.MARKER).log(lines);
  }

  private LoggingEventBuilder entry() {
    return log.atInfo()
        .addKeyValue("kind", "exporter")
        .addKeyValue("data_type", signal.id())
        .addKeyValue("name", id.toString());
  }
}
