package dev.sluice.receiver.prometheus.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups that one discovery knows of. Who discovers puts them in; whoever is interested is told
 * that something has changed and takes them all. Bounded: what would be more than the memory that
 * it may take is refused, and stays as it was. Any thread.
 */
public final class Groups {
  private final long maxBytes;
  private final Runnable changed;

  @GuardedBy("this")
  private final Map<String, TargetGroup> groups = new LinkedHashMap<>();

  @GuardedBy("this")
  private long bytes;

  /**
   * @param maxBytes about as much memory as groups may take
   * @param changed is called after every change, without a lock, and must not block
   */
  public Groups(long maxBytes, Runnable changed) {
    this.maxBytes = maxBytes;
    this.changed = changed;
  }

  /** More than may be remembered. */
  public static final class TooMuchException extends DiscoveryException {
    private static final long serialVersionUID = 1;

    private TooMuchException(long maxBytes) {
      super(
          "there are more targets than fit into the %d MiB that they may take; narrow the search"
              .formatted(maxBytes >> 20));
    }
  }

  /** All that there is now. */
  public synchronized List<TargetGroup> all() {
    return List.copyOf(groups.values());
  }

  /** These and no others. */
  public void replace(Collection<TargetGroup> all) throws TooMuchException {
    synchronized (this) {
      long newBytes = 0;
      for (TargetGroup group : all) newBytes += group.bytes();
      if (newBytes > maxBytes) throw new TooMuchException(maxBytes);
      var before = new ArrayList<>(groups.values());
      groups.clear();
      for (TargetGroup group : all) groups.put(group.source(), group);
      bytes = newBytes;
      if (before.equals(List.copyOf(groups.values()))) return;
    }
    changed.run();
  }

  /** This one, in the place of what its source had before. */
  public void put(TargetGroup group) throws TooMuchException {
    synchronized (this) {
      TargetGroup before = groups.get(group.source());
      if (group.equals(before)) return;
      long newBytes = bytes + group.bytes() - (before == null ? 0 : before.bytes());
      if (newBytes > maxBytes) throw new TooMuchException(maxBytes);
      groups.put(group.source(), group);
      bytes = newBytes;
    }
    changed.run();
  }

  public void remove(String source) {
    synchronized (this) {
      TargetGroup before = groups.remove(source);
      if (before == null) return;
      bytes -= before.bytes();
    }
    changed.run();
  }
}
