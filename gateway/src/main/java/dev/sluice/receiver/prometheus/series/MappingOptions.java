package dev.sluice.receiver.prometheus.series;

import com.google.re2j.Pattern;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.relabel.RelabelRule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How samples are read and mapped; one for all targets of a job.
 *
 * @param externalLabels set on every series, whatever it had
 * @param retention how long a series that vanished keeps its start time
 * @param startTimeMetric matches the gauge whose value is the start of all points; null for each
 *     point's own
 * @param extraReport whether the three extra report series are wanted
 * @param memoryBytes about what one target's series may take; a page with more is refused
 * @param room what the series of all targets may take; full, no target may have new ones
 * @param version of this build, for the default scope
 */
public record MappingOptions(
    boolean honorLabels,
    boolean honorTimestamps,
    boolean trackTimestampsStaleness,
    List<RelabelRule> metricRelabeling,
    Limits limits,
    LabelSet externalLabels,
    boolean trimMetricSuffixes,
    @Nullable Pattern startTimeMetric,
    boolean extraReport,
    Duration retention,
    long memoryBytes,
    SeriesRoom room,
    String version) {
  private static final long DEFAULT_MEMORY_BYTES = 256L << 20;

  /** The collector's name for it, which backends may show as a label. */
  static final String DEFAULT_SCOPE =
      "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/prometheusreceiver";

  /** Zero means no limit. */
  public record Limits(int samples, int labels, int labelNameLength, int labelValueLength) {
    public static final Limits NONE = new Limits(0, 0, 0, 0);
  }

  /** Prometheus' defaults. */
  public static MappingOptions defaults(String version) {
    return new MappingOptions(
        false,
        true,
        false,
        List.of(),
        Limits.NONE,
        new LabelSet(),
        false,
        null,
        false,
        Duration.ofMinutes(2),
        DEFAULT_MEMORY_BYTES,
        new SeriesRoom(DEFAULT_MEMORY_BYTES),
        version);
  }
}
