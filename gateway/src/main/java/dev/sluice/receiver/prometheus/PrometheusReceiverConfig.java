package dev.sluice.receiver.prometheus;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code receivers: prometheus:}.
 *
 * @param defaults of jobs
 * @param allocator who has more jobs; null if nobody has
 * @param allowLinkLocalTargets whether discovered targets may be where clouds serve secrets
 * @param startTimeMetric the gauge whose value is the start of every point; null: each its own
 */
public record PrometheusReceiverConfig(
    List<ScrapeJob> jobs,
    ScrapeDefaults defaults,
    @Nullable AllocatorConfig allocator,
    LabelSet externalLabels,
    boolean trimMetricSuffixes,
    @Nullable Pattern startTimeMetric,
    boolean reportExtraScrapeMetrics,
    boolean allowLinkLocalTargets) {
  private static final String START_TIME_METRIC = "^process_start_time_seconds$";

  /** Sections of a Prometheus configuration that make no sense in a receiver. */
  private static final List<String> NOT_SCRAPING =
      List.of(
          "alerting",
          "otlp",
          "remote_read",
          "remote_write",
          "rule_files",
          "runtime",
          "storage",
          "tracing");

  static PrometheusReceiverConfig read(Section s) {
    // The collector writes this part out again and gives it to Prometheus.
    Section config = s.section("config", "a Prometheus configuration").asWrittenOutAgain();
    for (String key : NOT_SCRAPING) {
      config.plain(key, "means nothing to a receiver");
      if (config.has(key)) config.refuse(key, "is not for a receiver, which only scrapes");
    }
    AllocatorConfig allocator = AllocatorConfig.read(s);
    refuseAbsent(s, "api_server", "note: the gateway's own page shows what is scraped");
    Section global = config.section("global", "what holds for all jobs");
    ignoreForeign(global);
    ScrapeDefaults defaults = ScrapeDefaults.read(global, ScrapeDefaults.DEFAULT);
    List<ScrapeJob> jobs = JobKeys.readAll(config, defaults);
    if (jobs.isEmpty() && allocator == null) {
      s.refuse(
          "config",
          "has nothing to scrape",
          "fix: add scrape_configs with a job, or target_allocator");
    }
    return new PrometheusReceiverConfig(
        jobs,
        defaults,
        allocator,
        ScrapeDefaults.externalLabels(global),
        s.flag("trim_metric_suffixes", false, "names lose their unit and _total"),
        startTimeMetric(s),
        s.flag("report_extra_scrape_metrics", false, "three more report series"),
        s.flag(
            "allow_link_local_targets",
            false,
            "targets that others name may be at 169.254.0.0/16, where clouds keep secrets"));
  }

  private static void ignoreForeign(Section global) {
    String why = "a receiver evaluates no rules";
    global.ignored("evaluation_interval", why);
    global.ignored("rule_query_offset", why);
    global.ignored("query_log_file", why);
    global.ignored("keep_dropped_targets", "nobody asks for dropped targets");
    global.ignored("metric_name_validation_scheme", "names may be any UTF-8");
    global.ignored("metric_name_escaping_scheme", "names come as the target has them");
  }

  private static void refuseAbsent(Section s, String key, String detail) {
    s.plain(key, "not in this build yet");
    if (s.has(key)) s.refuse(key, "is not in this build yet", detail);
  }

  private static @Nullable Pattern startTimeMetric(Section s) {
    boolean wanted = s.flag("use_start_time_metric", false, "a gauge says when all counts began");
    String regex = s.text("start_time_metric_regex", "", "its name, RE2; unanchored");
    try {
      Pattern pattern = Pattern.compile(regex.isEmpty() ? START_TIME_METRIC : regex);
      return wanted ? pattern : null;
    } catch (PatternSyntaxException e) {
      s.refuse(
          "start_time_metric_regex",
          "is no regular expression of RE2",
          "note: " + e.getDescription());
      return null;
    }
  }
}
