package dev.sluice.receiver.prometheus;

import dev.sluice.net.client.Target;
import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.keys.PrometheusDuration;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.relabel.RelabelRule;
import dev.sluice.receiver.prometheus.series.TargetIdentity;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From addresses and labels to targets, as Prometheus does it: the job's settings become labels,
 * relabelling may change them all, and what they are then is the target. As in Prometheus 2 an
 * address without a port gets the scheme's, before it becomes the instance.
 */
final class TargetMaker {
  private static final String JOB = "job";
  private static final String INSTANCE = "instance";
  private static final String ADDRESS = TargetGroup.ADDRESS;
  private static final String SCHEME = "__scheme__";
  private static final String PATH = "__metrics_path__";
  private static final String INTERVAL = "__scrape_interval__";
  private static final String TIMEOUT = "__scrape_timeout__";
  private static final String PARAM = "__param_";
  private static final String META = "__meta_";
  private static final int SHOWN_CHARS = 100;

  /** A host or none, with a port; IPv6 in brackets. */
  private static final Pattern ADDRESS_FORM =
      Pattern.compile("(\\[[0-9a-fA-F:.%]+\\]|[^\\[\\]:/?#@\\s]*):\\d{1,5}");

  private final ScrapeJob job;
  private final List<ScrapeTarget> targets = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private int dropped;

  /** Why {@link #target} has just made none. */
  private String problem = "";

  TargetMaker(ScrapeJob job, List<TargetGroup> groups) {
    this.job = job;
    var seen = new HashSet<LabelSet>();
    for (TargetGroup group : groups) {
      for (LabelSet target : group.targets()) {
        LabelSet labels = group.labels().copy();
        target.forEach(labels::set);
        add(labels, seen);
      }
    }
  }

  List<ScrapeTarget> targets() {
    return targets;
  }

  /** Addresses that relabelling dropped. */
  int dropped() {
    return dropped;
  }

  /** Why other addresses are no targets. */
  List<String> problems() {
    return problems;
  }

  private void add(LabelSet discovered, Set<LabelSet> seen) {
    setDefaults(discovered);
    LabelSet labels = discovered.copy();
    if (!RelabelRule.applyAll(job.relabeling(), labels)) {
      dropped++;
      return;
    }
    String address = labels.get(ADDRESS);
    ScrapeTarget target = target(discovered, labels);
    if (target == null) {
      problems.add(
          "job '%s': '%s' is no target: %s".formatted(job.name(), shorten(address), problem));
    } else if (seen.add(labels)) {
      targets.add(target);
    }
  }

  /** Others write addresses; a line of the log is ours. */
  private static String shorten(String text) {
    return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
  }

  private void setDefaults(LabelSet labels) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put(JOB, job.name());
    defaults.put(INTERVAL, PrometheusDuration.format(job.defaults().interval()));
    defaults.put(TIMEOUT, PrometheusDuration.format(job.defaults().timeout()));
    defaults.put(PATH, job.metricsPath());
    defaults.put(SCHEME, job.scheme());
    defaults.forEach(
        (name, value) -> {
          if (labels.get(name).isEmpty()) labels.set(name, value);
        });
    job.params()
        .forEach(
            (name, values) -> {
              if (!values.isEmpty()) labels.set(PARAM + name, values.get(0));
            });
  }

  private @Nullable ScrapeTarget target(LabelSet discovered, LabelSet labels) {
    String scheme = labels.get(SCHEME);
    String address = withPort(labels.get(ADDRESS), scheme);
    Duration interval = PrometheusDuration.parse(labels.get(INTERVAL));
    Duration timeout = PrometheusDuration.parse(labels.get(TIMEOUT));
    String url = url(scheme, address, labels);
    if (url == null) return null;
    if (Target.parse(url) == null) {
      problem = "its host or port is none";
      return null;
    }
    if (interval == null || interval.isZero() || timeout == null || timeout.isZero()) {
      problem = "its interval or timeout is no duration, or zero";
      return null;
    }
    if (timeout.compareTo(interval) > 0) {
      problem = "its timeout is longer than its interval";
      return null;
    }
    labels.set(ADDRESS, address);
    if (labels.get(INSTANCE).isEmpty()) labels.set(INSTANCE, address);
    for (String name : labels.names()) {
      if (name.startsWith(META)) labels.remove(name);
    }
    return new ScrapeTarget(
        job, TargetIdentity.of(visible(labels), discovered), url, interval, timeout);
  }

  private LabelSet visible(LabelSet labels) {
    LabelSet visible = labels.copy();
    for (String name : visible.names()) {
      if (name.startsWith("__")) visible.remove(name);
    }
    if (visible.get(JOB).isEmpty()) visible.set(JOB, job.name());
    return visible;
  }

  /** As Go's SplitHostPort sees it: a port is what follows the only colon, or the bracket's. */
  private static String withPort(String address, String scheme) {
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    boolean hasPort = !bracketed && address.indexOf(':') >= 0;
    if (address.isEmpty() || hasPort) return address;
    return address + (scheme.equals("https") ? ":443" : ":80");
  }

  private @Nullable String url(String scheme, String address, LabelSet labels) {
    if (!scheme.equals("http") && !scheme.equals("https")) {
      problem = "its scheme is '" + scheme + "', not http or https";
      return null;
    }
    if (!ADDRESS_FORM.matcher(address).matches()) {
      problem = "it is not host:port";
      return null;
    }
    // As for Go, no host means this machine.
    String authority = address.startsWith(":") ? "localhost" + address : address;
    String query = query(labels);
    return "%s://%s%s%s"
        .formatted(scheme, authority, path(labels.get(PATH)), query.isEmpty() ? "" : "?" + query);
  }

  /** A question mark is a part of the path here, as for Prometheus. */
  private static String path(String path) {
    try {
      return new URI(null, null, path.startsWith("/") ? path : "/" + path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("any text can be quoted", e);
    }
  }

  /** The parameters by name; the first value is the one that relabelling may have changed. */
  private String query(LabelSet labels) {
    Map<String, List<String>> params = new TreeMap<>(job.params());
    labels.forEach(
        (label, value) -> {
          if (!label.startsWith(PARAM)) return;
          var values =
              new ArrayList<>(params.getOrDefault(label.substring(PARAM.length()), List.of()));
          if (values.isEmpty()) values.add(value);
          values.set(0, value);
          params.put(label.substring(PARAM.length()), values);
        });
    var query = new StringJoiner("&");
    params.forEach(
        (name, values) -> values.forEach(value -> query.add(encode(name) + "=" + encode(value))));
    return query.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
