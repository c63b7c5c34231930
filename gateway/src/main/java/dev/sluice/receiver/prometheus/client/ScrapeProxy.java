package dev.sluice.receiver.prometheus.client;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a job and its targets. As in Prometheus nothing does unless it is written:
 * the process's own proxies count only where {@code proxy_from_environment} says so.
 */
public record ScrapeProxy(@Nullable Secret url, String noProxy, boolean fromEnvironment) {
  public static final ScrapeProxy NONE = new ScrapeProxy(null, "", false);

  public static ScrapeProxy read(Section job) {
    Secret url = job.secret("proxy_url", "the proxy to go through");
    String noProxy = job.text("no_proxy", "", "hosts that are asked without it");
    boolean fromEnvironment =
        job.flag("proxy_from_environment", false, "the proxies of the process");
    if (fromEnvironment && url != null) {
      job.refuse("proxy_from_environment", "excludes `proxy_url`", "fix: keep one of them");
    }
    if (!noProxy.isEmpty() && url == null) {
      job.refuse("no_proxy", "means nothing without `proxy_url`", "fix: add it or remove this");
    }
    job.plain("proxy_connect_header", "not in this build yet");
    if (job.has("proxy_connect_header")) {
      job.refuse("proxy_connect_header", "is not in this build yet");
    }
    return new ScrapeProxy(url, noProxy, fromEnvironment);
  }

  /** In the form of the process's environment. */
  public Map<String, String> environment(Map<String, String> process) {
    if (fromEnvironment) return process;
    if (url == null) return Map.of();
    return Map.of("HTTP_PROXY", url.reveal(), "HTTPS_PROXY", url.reveal(), "NO_PROXY", noProxy);
  }
}
