package dev.sluice.net.grpc;

import dev.sluice.net.HeaderKeys;
import dev.sluice.net.auth.IncomingHeaders;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of a call before its message is read. Valid until the call is answered. */
public final class GrpcHead implements IncomingHeaders {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Metadata metadata;
  private final String authority;
  private final String peer;

  GrpcHead(Metadata metadata, String authority, String peer) {
    this.metadata = metadata;
    this.authority = authority;
    this.peer = peer;
  }

  /**
   * How long the client of the call that this thread serves still waits; a day if it has no end.
   */
  public static Duration timeLeft() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) return FOR_EVER;
    return Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
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
    Iterable<String> all = metadata.getAll(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
    return all == null ? null : all.iterator().next();
  }

  /**
   * The call's text metadata by lower-case name, with {@code host}; binary entries are left out.
   */
  public Map<String, List<String>> headers() {
    var headers = new LinkedHashMap<String, List<String>>();
    if (!authority.isEmpty()) headers.put("host", List.of(authority));
    for (String name : metadata.keys()) {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) continue;
      var values = new ArrayList<String>();
      Iterable<String> all =
          metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
      if (all != null) all.forEach(values::add);
      headers.put(name, List.copyOf(values));
    }
    return headers;
  }
}
