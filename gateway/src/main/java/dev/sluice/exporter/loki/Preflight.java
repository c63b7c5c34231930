package dev.sluice.exporter.loki;

import dev.sluice.net.client.HttpReply;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks Loki for its limits, and says which of them a configuration will run into. Silent where Loki
 * does not offer them: it may be older, behind a gateway that lets pushes through alone, or want a
 * tenant that only the logs name. Any thread.
 */
final class Preflight {
  private static final String PUSH = "/loki/api/v1/push";
  private static final String LIMITS = "/config/tenant/v1/limits";

  /** Applications are assumed to have no longer lines, unless Loki is told to take them. */
  private static final long USUAL_LINE = 256 << 10;

  private static final Duration SHORT_LIFE = Duration.ofHours(1);

  private Preflight() {}

  /**
   * One thing to know before it happens.
   *
   * @param key of the exporter's settings that it is about
   */
  record Advice(String key, String problem, String fix) {}

  /** Where a push endpoint's limits are; null if it does not look like Loki's. */
  static @Nullable Target target(Target endpoint) {
    return endpoint.beside(PUSH, LIMITS);
  }

  /** Blocks for an exchange; null if Loki does not say. */
  static @Nullable LokiLimits ask(HttpSender sender, Target endpoint) throws SendException {
    return ask(sender, endpoint, "");
  }

  /** As above, of a tenant that only the logs name; empty: the configured one. */
  static @Nullable LokiLimits ask(HttpSender sender, Target endpoint, String tenant)
      throws SendException {
    Target target = target(endpoint);
    if (target == null) return null;
    HttpReply reply = sender.get(target, Tenants.headers(tenant));
    return reply.status() == 200 ? LokiLimits.read(reply.body().utf8()) : null;
  }

  /** What a configuration will run into. Pure. */
  static List<Advice> judge(LokiLimits limits, LokiConfig config) {
    var advice = new ArrayList<Advice>();
    ofPushes(limits, advice);
    ofLabels(limits, config, advice);
    ofMetadata(limits, config, advice);
    ofAge(limits, config, advice);
    return advice;
  }

  private static void ofPushes(LokiLimits limits, List<Advice> advice) {
    long usual = PushSize.DEFAULT_MAX_BYTES;
    long burst = limits.burst();
    if (burst != LokiLimits.UNKNOWN && burst < usual) {
      advice.add(
          new Advice(
              "endpoint",
              "takes %s at once from this tenant; pushes are made smaller than the usual %s"
                  .formatted(bytes(burst), bytes(usual)),
              "raise Loki's ingestion_burst_size_mb to 6 for fewer, larger pushes"));
    }
    long stream = limits.streamBurst();
    if (stream != LokiLimits.UNKNOWN && stream < usual) {
      advice.add(
          new Advice(
              "endpoint",
              "takes %s of one stream at once, less than a push may have of it"
                  .formatted(bytes(stream)),
              "raise Loki's per_stream_rate_limit_burst, or spread a stream by another label"));
    }
    long line = limits.maxLineSize();
    if (line > 0 && line < USUAL_LINE) {
      advice.add(
          new Advice(
              "endpoint",
              "%s lines of more than %s"
                  .formatted(limits.isLongLineCut() ? "cuts" : "refuses", bytes(line)),
              "raise Loki's max_line_size to 256KB, or log less in one line"));
    }
  }

  private static void ofLabels(LokiLimits limits, LokiConfig config, List<Advice> advice) {
    DefaultLabels labels = config.defaultLabels();
    int count = 0;
    for (boolean enabled :
        List.of(labels.exporter(), labels.job(), labels.instance(), labels.level())) {
      if (enabled) count++;
    }
    long names = limits.maxLabelNames();
    if (names != LokiLimits.UNKNOWN && names < count) {
      advice.add(
          new Advice(
              "default_labels_enabled",
              "makes %d labels before any hint, and Loki takes %d".formatted(count, names),
              "raise Loki's max_label_names_per_series, or disable labels"));
    }
    long streams = limits.maxStreams();
    int guarded = config.cardinalityGuard().maxStreams();
    if (streams > 0 && (guarded == 0 || guarded > streams)) {
      advice.add(
          new Advice(
              "cardinality_guard",
              "speaks of too many streams only after Loki has refused them, at %,d"
                  .formatted(streams),
              "cardinality_guard: {max_streams: %d}".formatted(streams)));
    }
  }

  private static void ofMetadata(LokiLimits limits, LokiConfig config, List<Advice> advice) {
    if (!limits.isMetadataRefused()) return;
    if (!config.structuredMetadata().isNone()) {
      advice.add(
          new Advice(
              "structured_metadata",
              "is refused by this Loki; lines are sent without",
              "set Loki's allow_structured_metadata: true, or leave the key out"));
    }
    if (config.cardinalityGuard().action() == GuardConfig.Action.DEMOTE) {
      advice.add(
          new Advice(
              "cardinality_guard",
              "demotes labels to structured metadata, which this Loki refuses; they stay in the line",
              "set Loki's allow_structured_metadata: true"));
    }
  }

  private static void ofAge(LokiLimits limits, LokiConfig config, List<Advice> advice) {
    Duration age = limits.maxAge();
    if (age == null) return;
    Duration kept = config.retry().maxElapsedTime();
    boolean isKeptForEver = kept == null || kept.isZero();
    if (isKeptForEver ? age.compareTo(SHORT_LIFE) >= 0 : age.compareTo(kept) >= 0) return;
    advice.add(
        new Advice(
            "retry_on_failure",
            "keeps logs %s, and Loki refuses what is older than %s"
                .formatted(isKeptForEver ? "while there is room" : "for " + time(kept), time(age)),
            "raise Loki's reject_old_samples_max_age"));
  }

  private static String time(@Nullable Duration time) {
    if (time == null) return "";
    long minutes = time.toMinutes();
    if (minutes > 0 && minutes % 1440 == 0) return minutes / 1440 + "d";
    if (minutes > 0 && minutes % 60 == 0) return minutes / 60 + "h";
    return minutes > 0 ? minutes + "m" : time.toSeconds() + "s";
  }

  private static String bytes(long bytes) {
    if (bytes % (1 << 20) == 0) return bytes / (1 << 20) + " MiB";
    if (bytes % 1024 == 0) return bytes / 1024 + " KiB";
    return String.format(Locale.ROOT, "%,d bytes", bytes);
  }
}
