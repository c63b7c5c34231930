package dev.sluice.otlp;

import dev.sluice.wire.ProtoCursor;

/** Counts the items of scopes, one after the other; allocates nothing. */
final class ScopeItems {
  private final Signal signal;
  private final ProtoCursor scope = new ProtoCursor();
  private final MetricData data = new MetricData();

  ScopeItems(Signal signal) {
    this.signal = signal;
  }

  /** Items in the ScopeSpans, ScopeMetrics or ScopeLogs message in that range. */
  int count(byte[] array, int from, int to) {
    scope.reset(array, from, to);
    return switch (signal) {
      case TRACES -> MetricData.count(scope, Otlp.ScopeSpans.SPANS);
      case LOGS -> MetricData.count(scope, Otlp.ScopeLogs.LOG_RECORDS);
      case METRICS -> points(array);
    };
  }

  private int points(byte[] array) {
    int points = 0;
    while (scope.next()) {
      if (!scope.isLen(Otlp.ScopeMetrics.METRICS)) continue;
      data.read(array, scope.valueStart(), scope.valueEnd());
      points += data.points();
    }
    return points;
  }
}
