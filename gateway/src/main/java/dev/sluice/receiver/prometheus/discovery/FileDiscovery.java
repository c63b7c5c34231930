package dev.sluice.receiver.prometheus.discovery;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.keys.PrometheusDuration;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The key {@code file_sd_configs}: lists of targets in files that others write.
 *
 * @param patterns paths, in whose last part {@code *} may stand
 * @param refresh after which all files are read again, changed or not
 */
public record FileDiscovery(List<String> patterns, Duration refresh) implements DiscoveryConfig {
  private static final Duration REFRESH = Duration.ofMinutes(5);

  /**
   * How soon a change is seen. Looking is cheap and sees what watching misses: network file
   * systems, and ConfigMaps, where a link above the file is what changes.
   */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final Pattern FORM =
      Pattern.compile("[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)");

  public static FileDiscovery read(Section s) {
    List<String> patterns = s.texts("files", List.of(), "paths; * in the last part is anything");
    if (patterns.isEmpty()) s.refuse("files", "must name a file");
    for (int i = 0; i < patterns.size(); i++) {
      if (FORM.matcher(patterns.get(i)).matches()) continue;
      s.refuseItem("files", i, "is no path for targets", "allowed: *.json, *.yml, *.yaml");
    }
    return new FileDiscovery(patterns, refresh(s, REFRESH, "after which files are read again"));
  }

  static Duration refresh(Section s, Duration dflt, String doc) {
    Duration refresh = PrometheusDuration.read(s, "refresh_interval", dflt, doc);
    return refresh.isZero() ? dflt : refresh;
  }

  @Override
  public String mechanism() {
    return "file";
  }

  @Override
  public String title() {
    return "file_sd " + String.join(", ", patterns);
  }

  @Override
  public boolean isForeign() {
    return true;
  }

  @Override
  public Discovery open(Groups groups, Lent lent) {
    Duration look = refresh.compareTo(LOOK) < 0 ? refresh : LOOK;
    return new Refresher(look, new TargetFiles(this, groups, lent), lent);
  }
}
