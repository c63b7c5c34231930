package dev.sluice.receiver.prometheus.discovery.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sluice.net.client.HttpPage;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.receiver.prometheus.client.ScrapeClient;
import dev.sluice.receiver.prometheus.client.ScrapeException;
import dev.sluice.receiver.prometheus.discovery.BoundedInput;
import dev.sluice.receiver.prometheus.discovery.DiscoveryException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The API server, as JSON. Any thread. */
final class Api implements AutoCloseable {
  private static final int MAX_STATUS = 64 << 10;
  private static final int MAX_MESSAGE = 400;

  /** A ConfigMap's worth of annotations is the most that an object can have. */
  private static final int MAX_TEXT = 4 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(MAX_TEXT)
                  .build())
          .build();

  private static final Map<String, List<String>> HEADERS =
      Map.of("Accept", List.of("application/json"), "Accept-Encoding", List.of("gzip"));

  private final String base;
  private final ScrapeClient client;

  /**
   * @param base URL without a slash at its end
   */
  Api(String base, ScrapeClient client) {
    this.base = base;
    this.client = client;
  }

  /** An answer that is still to be read. */
  record Answer(HttpPage page) implements AutoCloseable {
    int status() {
      return page.status();
    }

    JsonParser json() throws IOException {
      return JSON.createParser(page.body());
    }

    /** What the server says of a refusal, one line. */
    String message() {
      try (JsonParser json = JSON.createParser(new BoundedInput(page.body(), MAX_STATUS))) {
        json.nextToken();
        String text = Tree.read(json).text("message").replaceAll("\\p{Cntrl}+", " ");
        return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
      } catch (IOException unreadable) {
        return page.reason();
      }
    }

    @Override
    public void close() {
      page.close();
    }
  }

  /** Asks, whatever comes; the caller closes the answer. */
  Answer get(String pathAndQuery, Duration timeout) throws DiscoveryException {
    Target target = Target.parse(base + pathAndQuery);
    if (target == null) throw new DiscoveryException("no URL: " + base);
    try {
      return new Answer(client.get(target, HEADERS, timeout));
    } catch (SendException | ScrapeException e) {
      throw new DiscoveryException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
