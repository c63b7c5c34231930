package dev.sluice.receiver.prometheus.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.net.client.HttpGetter;
import dev.sluice.net.client.HttpPage;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens for a client's own credentials and keeps each until shortly before it ends. The
 * credentials go in the header first, as the RFC prefers, and in the form for servers that want
 * them there. Any thread; one of them asks while the others wait.
 */
final class TokenSource implements AutoCloseable {
  /** A token that ends while it travels is none. */
  private static final long SPARE_SECONDS = 10;

  private static final long LONGEST_SECONDS = 366L * 86_400;
  private static final long NANOS = 1_000_000_000L;
  private static final int MAX_REPLY = 64 << 10;
  private static final JsonFactory JSON = new JsonFactory();

  private final OAuth2 config;
  private final Target url;
  private final HttpGetter getter;
  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private @Nullable Token token;

  @GuardedBy("this")
  private boolean inForm;

  private record Token(String header, boolean lasts, long untilNanos) {}

  TokenSource(OAuth2 config, HttpGetter getter, LongSupplier nanoTime) throws TlsException {
    this.config = config;
    this.url = Objects.requireNonNull(Target.parse(config.tokenUrl()));
    this.getter = getter;
    this.nanoTime = nanoTime;
  }

  /** The value of Authorization. */
  synchronized String header(Duration timeout) throws ScrapeException, SendException {
    Token known = token;
    if (known != null && (known.lasts || known.untilNanos - nanoTime.getAsLong() > 0)) {
      return known.header;
    }
    Token fresh = ask(timeout);
    token = fresh;
    return fresh.header;
  }

  /** Somebody did not take it. */
  synchronized void forget() {
    token = null;
  }

  @GuardedBy("this")
  private Token ask(Duration timeout) throws ScrapeException, SendException {
    try (HttpPage answer = post(timeout)) {
      if (answer.status() == 200) return read(answer);
      if (answer.status() != 400 && answer.status() != 401) throw refused(answer);
    }
    inForm = !inForm;
    try (HttpPage answer = post(timeout)) {
      if (answer.status() == 200) return read(answer);
      throw refused(answer);
    }
  }

  private ScrapeException refused(HttpPage answer) {
    return new ScrapeException(
        "no token from %s: HTTP %d; see oauth2".formatted(url.hostAndPort(), answer.status()));
  }

  @GuardedBy("this")
  private HttpPage post(Duration timeout) throws ScrapeException, SendException {
    var form = new LinkedHashMap<String, String>();
    var headers = new LinkedHashMap<String, List<String>>();
    headers.put("Accept", List.of("application/json"));
    form.put("grant_type", "client_credentials");
    if (!config.scopes().isEmpty()) form.put("scope", String.join(" ", config.scopes()));
    config.parameters().forEach((name, value) -> form.put(name, value.reveal()));
    try {
      SecretSource source = config.clientSecret();
      String secret = source == null ? "" : source.reveal();
      if (inForm) {
        form.put("client_id", config.clientId());
        form.put("client_secret", secret);
      } else {
        byte[] pair =
            (encode(config.clientId()) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8);
        headers.put("Authorization", List.of("Basic " + Base64.getEncoder().encodeToString(pair)));
      }
    } catch (IOException e) {
      throw new ScrapeException(String.valueOf(e.getMessage()));
    }
    return getter.post(url, headers, form, timeout);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Token read(HttpPage answer) throws ScrapeException, SendException {
    String text = "";
    String type = "Bearer";
    long seconds = 0;
    try (InputStream body = answer.body();
        JsonParser json = JSON.createParser(body.readNBytes(MAX_REPLY))) {
      if (json.nextToken() != JsonToken.START_OBJECT) throw new IOException("no JSON object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "access_token" -> text = json.getValueAsString("");
          case "token_type" -> type = json.getValueAsString(type);
          case "expires_in" -> seconds = json.getValueAsLong(0);
          default -> json.skipChildren();
        }
      }
    } catch (SendException e) {
      throw e;
    } catch (IOException e) {
      throw new ScrapeException("the answer of " + url.hostAndPort() + " is no token");
    }
    if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new ScrapeException("the answer of " + url.hostAndPort() + " has no token");
    }
    // RFC 6750 has one way of writing it; servers have several.
    String scheme = type.equalsIgnoreCase("bearer") || !isWord(type) ? "Bearer" : type;
    long left = Math.max(0, Math.min(seconds, LONGEST_SECONDS) - SPARE_SECONDS);
    return new Token(scheme + " " + text, seconds <= 0, nanoTime.getAsLong() + left * NANOS);
  }

  private static boolean isWord(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  @Override
  public void close() {
    getter.close();
  }
}
