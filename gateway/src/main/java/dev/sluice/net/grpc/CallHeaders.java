package dev.sluice.net.grpc;

import dev.sluice.net.auth.OutgoingHeaders;
import io.grpc.Metadata;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A call's headers, for whoever signs it. */
record CallHeaders(Metadata call, dev.sluice.data.Metadata client) implements OutgoingHeaders {
  @Override
  public boolean has(String name) {
    return call.containsKey(key(name));
  }

  @Override
  public void set(String name, String value) {
    Metadata.Key<String> key = key(name);
    call.discardAll(key);
    call.put(key, value);
  }

  @Override
  public void remove(String name) {
    call.discardAll(key(name));
  }

  @Override
  public @Nullable String fromClient(String name) {
    List<String> values = client.values(name);
    return values.isEmpty() ? null : values.get(0);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name.toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER);
  }
}
