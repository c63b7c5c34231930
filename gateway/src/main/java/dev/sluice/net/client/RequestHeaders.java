package dev.sluice.net.client;

import dev.sluice.data.Metadata;
import dev.sluice.net.auth.OutgoingHeaders;
import java.util.List;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** A request's headers, for whoever signs it. */
record RequestHeaders(Request.Builder request, Metadata client) implements OutgoingHeaders {
  @Override
  public boolean has(String name) {
    return request.build().header(name) != null;
  }

  @Override
  public void set(String name, String value) {
    request.header(name, value);
  }

  @Override
  public void remove(String name) {
    request.removeHeader(name);
  }

  @Override
  public @Nullable String fromClient(String name) {
    List<String> values = client.values(name);
    return values.isEmpty() ? null : values.get(0);
  }
}
