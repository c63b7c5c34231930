package dev.sluice.exporter.debug;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Signal;

/** How the telemetry of a batch is printed. Without state. */
interface Printing {
  void print(Batch batch, TextBlock block);

  static Printing of(Signal signal, Verbosity verbosity) {
    return switch (verbosity) {
      case BASIC -> (batch, block) -> {};
      case NORMAL ->
          switch (signal) {
            case TRACES -> ShortText::traces;
            case METRICS -> ShortMetrics::metrics;
            case LOGS -> ShortText::logs;
          };
      case DETAILED ->
          switch (signal) {
            case TRACES -> LongTraces::print;
            case METRICS -> LongMetrics::print;
            case LOGS -> LongLogs::print;
          };
    };
  }
}
