package dev.sluice.component;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Things of which the process needs one, made by whoever asks first: event loops, a connection
 * pool, a limiter that several pipelines name. Closed in reverse order after all components have
 * stopped.
 */
public final class Shared implements AutoCloseable {
  private final Map<String, Object> things = new HashMap<>();
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

  /** The thing of that type, made by {@code maker} at the first call. */
  public <T> T get(Class<T> type, Supplier<? extends T> maker) {
    return get(type, "", maker);
  }

  /** The thing of that type and name, made by {@code maker} at the first call. */
  public synchronized <T> T get(Class<T> type, String name, Supplier<? extends T> maker) {
    String key = type.getName() + ' ' + name;
    Object thing = things.get(key);
    if (thing == null) {
      thing = maker.get();
      things.put(key, thing);
      if (thing instanceof AutoCloseable closeable) closeables.push(closeable);
    }
    return type.cast(thing);
  }

  /** From now on this is the thing of that type and name; it is not closed with the others. */
  public synchronized <T> void put(Class<T> type, String name, T thing) {
    things.put(type.getName() + ' ' + name, thing);
  }

  /** The thing of that type and name, if somebody has made it. */
  public synchronized <T> @Nullable T find(Class<T> type, String name) {
    return type.cast(things.get(type.getName() + ' ' + name));
  }

  /** Closes all; one that fails does not keep the others open. */
  @Override
  public synchronized void close() {
    var failures = new IllegalStateException("some shared things did not close");
    for (AutoCloseable closeable : closeables) {
      try {
        closeable.close();
      } catch (Exception e) {
        failures.addSuppressed(e);
      }
    }
    closeables.clear();
    things.clear();
    if (failures.getSuppressed().length > 0) throw failures;
  }
}
