package dev.sluice.receiver.prometheus;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.ScrapeJob.Honor;
import dev.sluice.receiver.prometheus.client.ScrapeHttp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code scrape_configs}. */
final class JobKeys {
  private static final String AS_EXPOSED = "native histograms are taken as fine as they come";
  private static final Map<String, String> SCHEMES =
      new TreeMap<>(Map.of("http", "http", "https", "https"));

  private JobKeys() {}

  static ScrapeJob read(Section s, ScrapeDefaults global) {
    readAbsent(s);
    return new ScrapeJob(
        s.requiredText("job_name", "the value of the label job"),
        ScrapeDefaults.read(s, global),
        s.choice("scheme", "http", SCHEMES, "of the targets' URLs"),
        s.text("metrics_path", "/metrics", "of the targets' URLs"),
        params(s),
        ScrapeHttp.read(s).withCompression(s.flag("enable_compression", true, "ask for gzip")),
        honor(s),
        DiscoveryKeys.read(s),
        RelabelKeys.read(s, "relabel_configs", "rules for the labels of targets"),
        RelabelKeys.read(s, "metric_relabel_configs", "rules for the labels of series"));
  }

  private static Honor honor(Section s) {
    return new Honor(
        s.flag("honor_labels", false, "labels of a page win over those of its target"),
        s.flag("honor_timestamps", true, "times of a page win over the time of the scrape"),
        s.flag("track_timestamps_staleness", false, "stale markers also for series with times"));
  }

  /** What Prometheus has and this build has not: ignored where it changes nothing, else refused. */
  private static void readAbsent(Section s) {
    s.ignored("keep_dropped_targets", "nobody asks for dropped targets");
    s.ignored("native_histogram_bucket_limit", AS_EXPOSED);
    s.ignored("native_histogram_min_bucket_factor", AS_EXPOSED);
    s.ignored("metric_name_validation_scheme", "names may be any UTF-8");
    s.ignored("metric_name_escaping_scheme", "names come as the target has them");
    s.plain("scrape_failure_log_file", "failed scrapes are in the log");
    if (s.has("scrape_failure_log_file")) {
      s.refuse("scrape_failure_log_file", "is not in this build", "note: failures are in the log");
    }
  }

  /** A map whose values are lists. */
  private static Map<String, List<String>> params(Section s) {
    var params = new LinkedHashMap<String, List<String>>();
    Section section = s.section("params", "of the targets' URLs");
    for (String name : section.keys()) {
      params.put(name, section.texts(name, List.of(), "values"));
    }
    return params;
  }

  /** All jobs, those in files too; two of one name are refused. */
  static List<ScrapeJob> readAll(Section config, ScrapeDefaults global) {
    var sections = new ArrayList<>(config.sections("scrape_configs", "what to scrape"));
    for (Section file : files(config)) {
      sections.addAll(file.sections("scrape_configs", "what to scrape"));
    }
    var jobs = new ArrayList<ScrapeJob>();
    var known = new LinkedHashMap<String, Section>();
    for (Section section : sections) {
      ScrapeJob job = read(section, global);
      jobs.add(job);
      @Nullable Section other = job.name().isEmpty() ? null : known.put(job.name(), section);
      if (other != null) {
        section.refuse(
            "job_name", "stands twice: " + job.name(), "fix: give each job a name of its own");
      }
    }
    return List.copyOf(jobs);
  }

  /** What stands in the files that are named, and match, now. */
  private static List<Section> files(Section config) {
    String key = "scrape_config_files";
    var sections = new ArrayList<Section>();
    for (String pattern : config.texts(key, List.of(), "files with jobs; * is anything")) {
      for (String file : Paths.matching(pattern)) {
        Section section = config.file(key, file);
        if (section != null) sections.add(section);
      }
    }
    return sections;
  }
}
