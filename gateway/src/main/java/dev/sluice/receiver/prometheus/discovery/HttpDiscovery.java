package dev.sluice.receiver.prometheus.discovery;

import dev.sluice.config.Section;
import dev.sluice.net.client.HttpPage;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.receiver.prometheus.client.ScrapeClient;
import dev.sluice.receiver.prometheus.client.ScrapeException;
import dev.sluice.receiver.prometheus.client.ScrapeHttp;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code http_sd_configs}: a list of targets that a server gives.
 *
 * @param url as it is written, for it becomes a label
 */
public record HttpDiscovery(String url, Duration refresh, ScrapeHttp http)
    implements DiscoveryConfig {
  public static final Duration REFRESH = Duration.ofSeconds(60);
  private static final String META = "__meta_url";
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Pattern JSON_TYPE =
      Pattern.compile(
          "application/json(\\s*;\\s*charset=(\"utf-8\"|utf-8))?", Pattern.CASE_INSENSITIVE);

  public static HttpDiscovery read(Section s) {
    String url = s.requiredText("url", "where the list is");
    if (!url.isEmpty() && Target.parse(url) == null) {
      s.refuse("url", "must be a URL", "allowed: http, https");
    }
    return new HttpDiscovery(url, readRefresh(s, REFRESH), ScrapeHttp.read(s));
  }

  public static Duration readRefresh(Section s, Duration dflt) {
    return FileDiscovery.refresh(s, dflt, "after which the list is asked for again");
  }

  @Override
  public String mechanism() {
    return "http";
  }

  @Override
  public String title() {
    return "http_sd " + Objects.requireNonNullElse(Target.parse(url), "");
  }

  @Override
  public boolean isForeign() {
    return true;
  }

  @Override
  public Discovery open(Groups groups, Lent lent) throws TlsException {
    var client = new ScrapeClient(http, a -> true, lent.version(), lent.clock()::nanoTime);
    return new Refresher(refresh, new Lists(this, client, groups, lent), lent);
  }

  private record Lists(HttpDiscovery config, ScrapeClient client, Groups groups, Lent lent)
      implements Refresher.Question {
    @Override
    public void ask() throws DiscoveryException {
      Target target = Objects.requireNonNull(Target.parse(config.url));
      Duration timeout = config.refresh.compareTo(LONGEST) < 0 ? config.refresh : LONGEST;
      try (HttpPage page = client.get(target, headers(), timeout)) {
        check(page.status(), page.header("Content-Type"));
        try (InputStream body = new BoundedInput(page.body(), lent.maxBytes())) {
          groups.replace(new GroupReader(config.url, META, config.url).json(body));
        }
      } catch (SendException | ScrapeException e) {
        throw new DiscoveryException(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw new DiscoveryException("the list cannot be read: " + e.getMessage());
      }
    }

    private Map<String, List<String>> headers() {
      String seconds =
          BigDecimal.valueOf(config.refresh.toMillis(), 3).stripTrailingZeros().toPlainString();
      return Map.of(
          "Accept", List.of("application/json"),
          "Accept-Encoding", List.of("gzip"),
          "X-Prometheus-Refresh-Interval-Seconds", List.of(seconds));
    }

    private static void check(int status, @Nullable String type) throws DiscoveryException {
      if (status != 200) throw new DiscoveryException("HTTP " + status + " in place of a list");
      if (type == null || !JSON_TYPE.matcher(type.strip()).matches()) {
        throw new DiscoveryException(
            "the answer is %s, not application/json".formatted(type == null ? "untyped" : type));
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
