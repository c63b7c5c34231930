package dev.sluice.net.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.SecretSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens for a client's own credentials (RFC 6749, section 4.4) and keeps each until shortly
 * before it ends. The credentials go in the header first, as the RFC prefers, and in the form for
 * servers that want them there. Any thread: one asks, and the others wait only if there is no token
 * that still holds. A server that gave none is left alone for a second.
 */
public final class TokenSource implements AutoCloseable {
  private static final long LONGEST_SECONDS = 366L * 86_400;
  private static final long NANOS = 1_000_000_000L;
  private static final int MAX_REPLY = 64 << 10;
  private static final JsonFactory JSON = new JsonFactory();

  /** A token that was refused is replaced; one that is new and refused as well is not to blame. */
  private static final long YOUNG_NANOS = 10 * NANOS;

  private final TokenRequest request;
  private final HttpGetter getter;
  private final LongSupplier nanoTime;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Token token;
  private volatile @Nullable Failure failure;

  @GuardedBy("asking")
  private boolean inForm;

  /**
   * @param replaceAtNanos when the next is to be got
   * @param untilNanos while this one holds
   */
  private record Token(
      String header, boolean lasts, long gotAtNanos, long replaceAtNanos, long untilNanos) {}

  private record Failure(long atNanos, String why) {}

  /** The getter is the source's from now on. */
  public TokenSource(TokenRequest request, HttpGetter getter, LongSupplier nanoTime) {
    this.request = request;
    this.getter = getter;
    this.nanoTime = nanoTime;
  }

  /**
   * The value of Authorization. Blocks for an exchange if a token has to be got.
   *
   * @param timeout of that exchange
   * @throws NoCredentialsException if there is none
   */
  public String header(Duration timeout) throws NoCredentialsException {
    Token known = token;
    long now = nanoTime.getAsLong();
    if (known != null && (known.lasts || known.replaceAtNanos - now > 0)) return known.header;
    Token still = known != null && known.untilNanos - now > 0 ? known : null;
    if (still != null && !asking.tryLock()) return still.header;
    try {
      if (still == null) asking.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoCredentialsException("stopped while waiting for a token", e);
    }
    try {
      return fresh(known, timeout);
    } catch (NoCredentialsException e) {
      if (still != null) return still.header;
      throw e;
    } finally {
      asking.unlock();
    }
  }

  @GuardedBy("asking")
  private String fresh(@Nullable Token known, Duration timeout) throws NoCredentialsException {
    Token meanwhile = token;
    if (meanwhile != null && !meanwhile.equals(known)) return meanwhile.header;
    Failure last = failure;
    if (last != null && nanoTime.getAsLong() - last.atNanos < NANOS) {
      throw new NoCredentialsException(last.why);
    }
    try {
      Token fresh = ask(timeout);
      token = fresh;
      failure = null;
      return fresh.header;
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (!isStopped(e)) failure = new Failure(nanoTime.getAsLong(), why);
      throw new NoCredentialsException(why, e);
    }
  }

  /** Says nothing of the server: who waits may ask. */
  private static boolean isStopped(IOException e) {
    return e instanceof SendException sent && sent.trouble() == SendException.Trouble.STOPPED;
  }

  /** Somebody did not take it. */
  public void forget() {
    token = null;
  }

  /**
   * Somebody did not take that value of Authorization. True if the next may be another one: not so
   * if this one had only just been got.
   */
  public boolean renew(Object header) {
    Token known = token;
    if (known == null || !known.header.equals(header)) return true;
    if (nanoTime.getAsLong() - known.gotAtNanos < YOUNG_NANOS) return false;
    token = null;
    return true;
  }

  @GuardedBy("asking")
  private Token ask(Duration timeout) throws IOException {
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

  private IOException refused(HttpPage answer) {
    return new IOException(
        "no token from %s: HTTP %d".formatted(request.url().hostAndPort(), answer.status()));
  }

  @GuardedBy("asking")
  private HttpPage post(Duration timeout) throws IOException {
    var form = new LinkedHashMap<String, String>();
    var headers = new LinkedHashMap<String, List<String>>();
    headers.put("Accept", List.of("application/json"));
    form.put("grant_type", "client_credentials");
    if (!request.scopes().isEmpty()) form.put("scope", String.join(" ", request.scopes()));
    request.parameters().forEach((name, value) -> form.put(name, value.reveal()));
    String client = request.clientId().reveal();
    SecretSource source = request.clientSecret();
    String secret = source == null ? "" : source.reveal();
    if (inForm) {
      form.put("client_id", client);
      form.put("client_secret", secret);
    } else {
      byte[] pair = (encode(client) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8);
      headers.put("Authorization", List.of("Basic " + Base64.getEncoder().encodeToString(pair)));
    }
    return getter.post(request.url(), headers, form, timeout);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Token read(HttpPage answer) throws IOException {
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
      // The parser's message may show what it could not read.
      throw new IOException("the answer of " + request.url().hostAndPort() + " is no token");
    }
    if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IOException("the answer of " + request.url().hostAndPort() + " has no token");
    }
    // RFC 6750 has one way of writing it; servers have several.
    String scheme = type.equalsIgnoreCase("bearer") || !isWord(type) ? "Bearer" : type;
    return token(scheme + " " + text, seconds);
  }

  private Token token(String header, long seconds) {
    long now = nanoTime.getAsLong();
    long life = Math.max(0, Math.min(seconds, LONGEST_SECONDS)) * NANOS;
    long spare = Math.min(request.spare().toNanos(), life / 2);
    return new Token(header, seconds <= 0, now, now + life - spare, now + life);
  }

  private static boolean isWord(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  @Override
  public void close() {
    getter.close();
  }
}
