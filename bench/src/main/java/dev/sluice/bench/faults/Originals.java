package dev.sluice.bench.faults;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.endtoend.Load;
import dev.sluice.bench.endtoend.Stencil;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What clients sent, made anew from an item's number alone: a request is a pure function of its
 * first number. Any thread.
 */
final class Originals {
  private final Timeline times;
  private final Recent<ResourceSpans> spans =
      new Recent<>(
          Kind.TRACES, bytes -> ExportTraceServiceRequest.parseFrom(bytes).getResourceSpans(0));
  private final Recent<ResourceLogs> logs =
      new Recent<>(
          Kind.LOGS, bytes -> ExportLogsServiceRequest.parseFrom(bytes).getResourceLogs(0));
  private final Recent<ResourceMetrics> metrics =
      new Recent<>(
          Kind.METRICS,
          bytes -> ExportMetricsServiceRequest.parseFrom(bytes).getResourceMetrics(0));

  Originals(Timeline times) {
    this.times = times;
  }

  /** The request that the span with this number was sent in. */
  ResourceSpans spans(long number) {
    return spans.of(number);
  }

  ResourceLogs logs(long number) {
    return logs.of(number);
  }

  ResourceMetrics metrics(long number) {
    return metrics.of(number);
  }

  /** Where in its request an item stands. */
  static int index(long number) {
    return (int) (number % Load.ITEMS);
  }

  private interface Parser<T> {
    T parse(byte[] bytes) throws InvalidProtocolBufferException;
  }

  /** The requests that were asked for last. */
  private final class Recent<T> {
    private static final int KEPT = 64;

    private final Stencil stencil;
    private final Parser<T> parser;
    private final Map<Long, T> requests =
        new LinkedHashMap<>(KEPT, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, T> eldest) {
            return size() > KEPT;
          }
        };

    Recent(Kind kind, Parser<T> parser) {
      this.stencil = Load.stencil(kind);
      this.parser = parser;
    }

    synchronized T of(long number) {
      return requests.computeIfAbsent(number - index(number), this::make);
    }

    private T make(long from) {
      try {
        return parser.parse(stencil.make(from, times.applyAsLong(from)));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a stencil that cannot be read", e);
      }
    }
  }
}
