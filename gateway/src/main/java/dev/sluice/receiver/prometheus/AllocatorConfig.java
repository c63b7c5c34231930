package dev.sluice.receiver.prometheus;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.Target;
import dev.sluice.receiver.prometheus.client.ScrapeHttp;
import dev.sluice.receiver.prometheus.client.ScrapeProxy;
import dev.sluice.receiver.prometheus.discovery.HttpDiscovery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code target_allocator}: who says what jobs there are, and which of their targets are
 * this gateway's.
 *
 * @param endpoint without a slash at its end
 * @param lists how the targets of a job are asked for
 * @param scrapes how targets are asked, whatever their jobs say; null as those say
 */
public record AllocatorConfig(
    String endpoint,
    Duration interval,
    String collectorId,
    Duration timeout,
    ScrapeHttp http,
    Duration refresh,
    ScrapeHttp lists,
    @Nullable ScrapeHttp scrapes) {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Null if it is not written. */
  static @Nullable AllocatorConfig read(Section parent) {
    Section s = parent.section("target_allocator", "who shares targets out among gateways");
    String endpoint = s.text("endpoint", "", "its URL");
    Duration interval = s.duration("interval", INTERVAL, "after which it is asked for its jobs");
    String id = s.text("collector_id", "", "what it calls this gateway, often the pod's name");
    HttpClientConfig client = HttpClientConfig.read(s);
    Section sd = s.section("http_sd_config", "how it is asked for a job's targets");
    sd.ignored("url", "the allocator's own is taken");
    Duration refresh = HttpDiscovery.readRefresh(sd, INTERVAL);
    ScrapeHttp lists = ScrapeHttp.read(sd);
    Section scrape = s.section("http_scrape_config", "how targets are asked, whatever jobs say");
    ScrapeHttp scrapes = ScrapeHttp.read(scrape);
    if (!parent.has("target_allocator") || !s.isWritten()) return null;
    if (Target.parse(endpoint) == null) {
      s.refuse("endpoint", "must be a URL", "e.g.: http://targetallocator:80");
    }
    if (id.isEmpty()) s.refuse("collector_id", "must be written", "e.g.: ${env:POD_NAME}");
    if (client.authenticator() != null) {
      s.refuse(
          "auth",
          "is not for a target_allocator in this build",
          "fix: headers: {Authorization: \"Bearer ${env:TOKEN}\"}");
    }
    if (interval.isZero()) s.refuse("interval", "must be longer than nothing");
    ScrapeHttp own = own(client);
    return new AllocatorConfig(
        endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint,
        interval,
        id,
        client.timeout().isZero() ? TIMEOUT : client.timeout(),
        own,
        refresh,
        sd.has("tls_config") ? lists : lists.withTls(own.tls()),
        scrape.isWritten() ? scrapes : null);
  }

  private static ScrapeHttp own(HttpClientConfig client) {
    Map<String, List<SecretSource>> headers = new LinkedHashMap<>();
    client
        .headers()
        .forEach((name, value) -> headers.put(name, List.of(new SecretSource(name, value, null))));
    Secret proxy = client.proxyUrl();
    return new ScrapeHttp(
        null,
        null,
        headers,
        client.tls(),
        proxy == null ? new ScrapeProxy(null, "", true) : new ScrapeProxy(proxy, "", false),
        true,
        false,
        client.http2());
  }

  /** Without user name and password. */
  String shownEndpoint() {
    return String.valueOf(Target.parse(endpoint));
  }

  /** Where this gateway's targets of a job are. */
  HttpDiscovery targetsOf(String job) {
    String url =
        "%s/jobs/%s/targets?collector_id=%s".formatted(endpoint, encode(job), encode(collectorId));
    return new HttpDiscovery(url, refresh, lists);
  }

  /** A plus sign means a blank in a query only. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
