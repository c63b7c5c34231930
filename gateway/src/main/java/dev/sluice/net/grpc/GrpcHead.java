package dev.sluice.net.grpc;

import dev.sluice.net.HeaderKeys;
import dev.sluice.net.auth.IncomingHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is known of a call before its message is read. */
public final class GrpcHead implements IncomingHeaders {
  static final Duration FOR_EVER = Duration.ofDays(1);

  private static final String BINARY = "-bin";

  private final Http2Headers headers;
  private final String peer;
  private final long deadline;
  private final LongSupplier nanoTime;

  /**
   * @param deadline by {@code nanoTime}
   */
  GrpcHead(Http2Headers headers, String peer, long deadline, LongSupplier nanoTime) {
    this.headers = headers;
    this.peer = peer;
    this.deadline = deadline;
    this.nanoTime = nanoTime;
  }

  /** How long the client still waits; a day if it did not say. */
  public Duration timeLeft() {
    return Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong()));
  }

  /** The client's address; empty if it is not known. */
  public String peer() {
    return peer;
  }

  /** Null also for a name that gRPC cannot have. */
  @Override
  public @Nullable String header(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    if (!HeaderKeys.isName(key)) return null;
    CharSequence value = headers.get(key);
    return value == null ? null : value.toString();
  }

  /**
   * The call's text metadata by lower-case name, with {@code host}; binary entries are left out.
   */
  public Map<String, List<String>> headers() {
    var all = new LinkedHashMap<String, List<String>>();
    CharSequence authority = headers.authority();
    if (authority != null) all.put("host", List.of(authority.toString()));
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      String name = header.getKey().toString();
      if (!isMetadata(name) || (name.equals("host") && authority != null)) continue;
      all.computeIfAbsent(name, unused -> new ArrayList<>(1)).add(header.getValue().toString());
    }
    all.replaceAll((name, values) -> List.copyOf(values));
    return all;
  }

  private static boolean isMetadata(String name) {
    return !name.startsWith(":") && !name.endsWith(BINARY) && !name.equals("te");
  }
}
