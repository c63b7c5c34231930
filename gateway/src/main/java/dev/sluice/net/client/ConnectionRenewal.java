package dev.sluice.net.client;

import java.io.IOException;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks for the end of a connection that is ten minutes old, with the request that it carries
 * anyway: behind a load balancer a connection kept for ever never sees the servers that came later.
 */
final class ConnectionRenewal implements Interceptor {
  private static final long MAX_AGE_NANOS = 600_000_000_000L;

  private final Map<Connection, Long> born = new WeakHashMap<>(); // guarded by itself
  private final LongSupplier nanoTime;

  ConnectionRenewal(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Connection connection = chain.connection();
    Request request = chain.request();
    if (connection == null || !isOld(connection)) return chain.proceed(request);
    return chain.proceed(request.newBuilder().header("Connection", "close").build());
  }

  private boolean isOld(Connection connection) {
    long now = nanoTime.getAsLong();
    synchronized (born) {
      return now - born.computeIfAbsent(connection, fresh -> now) >= MAX_AGE_NANOS;
    }
  }
}
