package dev.sluice.exporter.debug;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ProtoCursor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much a batch holds, in the words of collector 0.111.
 *
 * @param numbers in the order in which they are printed
 */
record Counts(String title, Map<String, Integer> numbers) {
  Counts {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  static Counts of(Batch batch) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    Signal signal = batch.signal();
    numbers.put("resource " + signal(signal), batch.size());
    if (signal == Signal.METRICS) numbers.put("metrics", metrics(batch));
    numbers.put(items(signal), batch.items());
    return new Counts(title(signal), numbers);
  }

  private static String signal(Signal signal) {
    return switch (signal) {
      case TRACES -> "spans";
      case METRICS -> "metrics";
      case LOGS -> "logs";
    };
  }

  private static String items(Signal signal) {
    return switch (signal) {
      case TRACES -> "spans";
      case METRICS -> "data points";
      case LOGS -> "log records";
    };
  }

  private static String title(Signal signal) {
    return switch (signal) {
      case TRACES -> "TracesExporter";
      case METRICS -> "MetricsExporter";
      case LOGS -> "LogsExporter";
    };
  }

  private static int metrics(Batch batch) {
    int metrics = 0;
    ProtoCursor scope = new ProtoCursor();
    for (ResourceGroup group : batch.groups()) {
      for (ProtoCursor rest = group.rest().cursor(); rest.next(); ) {
        if (!rest.isLen(Otlp.ResourceMetrics.SCOPE_METRICS)) continue;
        rest.into(scope);
        while (scope.next()) {
          if (scope.isLen(Otlp.ScopeMetrics.METRICS)) metrics++;
        }
      }
    }
    return metrics;
  }
}
