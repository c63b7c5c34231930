package dev.sluice.receiver.prometheus;

import dev.sluice.net.client.HttpPage;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.receiver.prometheus.client.ScrapeClient;
import dev.sluice.receiver.prometheus.client.ScrapeException;
import dev.sluice.receiver.prometheus.client.ScrapeHttp;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.PageFormat;
import dev.sluice.receiver.prometheus.page.PageParser;
import dev.sluice.receiver.prometheus.page.PageVisitor;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gets the pages of one job's targets, as Prometheus asks for them, and reads them to their end.
 * Any thread, several at once.
 */
final class PageSource implements AutoCloseable {
  private final ScrapeHttp http;
  private final ScrapeFormats formats;
  private final String accept;
  private final long bodyLimit;
  private final ScrapeClient client;

  /**
   * @param ceiling of a page's bytes, decompressed, where the job has none
   * @param allowed which addresses may be connected to
   */
  PageSource(
      ScrapeJob job,
      long ceiling,
      Predicate<InetAddress> allowed,
      String version,
      LongSupplier nanoTime)
      throws TlsException {
    this.http = job.http();
    this.formats = job.defaults().formats();
    this.accept = ScrapeProtocol.accept(formats.protocols());
    long limit = job.defaults().bodySizeLimit();
    this.bodyLimit = limit == 0 ? ceiling : limit;
    this.client = new ScrapeClient(http, allowed, version, nanoTime);
  }

  /** How much of a page came, in bytes without compression; -1 if it was too much. */
  static final class Progress {
    long bodyBytes;
  }

  /** Tells the visitor what stands on the page. What a failure left behind is void. */
  void read(Target target, Duration timeout, PageVisitor visitor, Progress progress)
      throws ScrapeException, SendException {
    try (HttpPage page = get(target, timeout)) {
      checkStatus(page);
      var body = new LimitedPage(page.body(), bodyLimit);
      try {
        String type = page.header("Content-Type");
        parse(body, type, visitor);
      } finally {
        progress.bodyBytes = body.size() > bodyLimit ? -1 : body.size();
      }
    }
  }

  private HttpPage get(Target target, Duration timeout) throws ScrapeException, SendException {
    try {
      return client.get(target, headers(timeout), timeout);
    } catch (SendException e) {
      if (e.trouble() != SendException.Trouble.FORBIDDEN) throw e;
      throw new ScrapeException(e.getMessage() + "; see allow_link_local_targets");
    }
  }

  private Map<String, List<String>> headers(Duration timeout) {
    var headers = new LinkedHashMap<String, List<String>>();
    headers.put("Accept", List.of(accept));
    headers.put("Accept-Encoding", List.of(http.compression() ? "gzip" : "identity"));
    headers.put("X-Prometheus-Scrape-Timeout-Seconds", List.of(seconds(timeout)));
    return headers;
  }

  /** As Go writes it: {@code 10}, {@code 0.5}. */
  static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos())
        .movePointLeft(9)
        .round(MathContext.DECIMAL64)
        .stripTrailingZeros()
        .toPlainString();
  }

  private void checkStatus(HttpPage page) throws ScrapeException {
    int status = page.status();
    if (status == 200) return;
    String words = ("HTTP " + status + " " + page.reason()).strip();
    String location = page.header("Location");
    throw new ScrapeException(
        switch (status) {
          case 401, 403 -> words + "; see basic_auth and authorization of the job";
          case 404 -> words + "; see metrics_path of the job";
          case 301, 302, 303, 307, 308 ->
              words
                  + " to "
                  + shown(location)
                  + (http.followRedirects() ? "" : "; follow_redirects is off");
          default -> words;
        });
  }

  /** Without what may be secret. */
  private static String shown(@Nullable String location) {
    if (location == null) return "nowhere";
    Target target = Target.parse(location);
    if (target != null) return target.toString();
    int end = location.indexOf('?');
    String path = end < 0 ? location : location.substring(0, end);
    return path.contains("@") ? "another place" : path;
  }

  private void parse(LimitedPage body, @Nullable String contentType, PageVisitor visitor)
      throws ScrapeException, SendException {
    try {
      PageFormat format = PageFormat.ofContentType(contentType);
      if (format == null) format = formats.fallback().format();
      new PageParser(formats.natives()).parse(body, format, visitor);
    } catch (PageException e) {
      throw new ScrapeException(doubt(contentType) + e.getMessage());
    } catch (LimitedPage.TooLargeException e) {
      throw new ScrapeException(String.valueOf(e.getMessage()));
    } catch (SendException e) {
      throw e;
    } catch (IOException e) {
      throw new ScrapeException("the page cannot be read: " + e.getMessage());
    }
  }

  /** Helps where somebody points a scrape at a web page. */
  private static String doubt(@Nullable String contentType) {
    if (contentType == null || contentType.isEmpty()) return "";
    boolean isMetrics = PageFormat.ofContentType(contentType) != null;
    return isMetrics ? "" : "the page is " + contentType + ", not metrics: ";
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    client.close();
  }
}
