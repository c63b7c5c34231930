package dev.sluice.net.auth;

import dev.sluice.telemetry.Bulletin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something made of secrets, some of which may stand in files: made anew when what the files say
 * has changed, which is looked at once a second as long as it is used. While a file cannot be read,
 * what was made before stays in use, and a line says so. Any thread.
 */
public final class Watched<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Watched.class);
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final String owner;
  private final List<SecretSource> sources;
  private final boolean isFixed;
  private final Maker<T> maker;
  private final LongSupplier nanoTime;
  private final Bulletin unreadable;
  private volatile @Nullable Made<T> made;
  private volatile long lookedAt;
  private final AtomicBoolean isAsked = new AtomicBoolean();

  /** Makes it of what the sources say, in their order. */
  @FunctionalInterface
  public interface Maker<T> {
    T make(List<String> texts) throws IOException;
  }

  private record Made<T>(List<String> texts, T value) {}

  /** {@code owner} is who it is for, in messages: {@code authenticator 'basicauth'}. */
  public Watched(String owner, List<SecretSource> sources, Maker<T> maker, LongSupplier nanoTime) {
    this.owner = owner;
    this.sources = List.copyOf(sources);
    this.isFixed = sources.stream().allMatch(source -> source.file() == null);
    this.maker = maker;
    this.nanoTime = nanoTime;
    this.unreadable = new Bulletin(nanoTime);
  }

  /**
   * It, after a look at the files if the last is a second old. Blocks for that.
   *
   * @throws NoCredentialsException if it could not be made yet
   */
  public T now() throws NoCredentialsException {
    if (isDue()) look(false);
    return made().value;
  }

  /** It as it was at the last look; null if it could not be made yet. Does not block. */
  public @Nullable T known() {
    Made<T> known = made;
    return known == null ? null : known.value;
  }

  /** Whether it is time for a look. */
  public boolean isDue() {
    return made == null || (!isFixed && nanoTime.getAsLong() - lookedAt >= LOOK_NANOS);
  }

  /** Looks at once if it is still {@code used}; true if it is another one by now. Blocks. */
  public boolean renew(Object used) {
    if (known() != used) return true;
    if (isFixed) return false;
    try {
      look(true);
    } catch (NoCredentialsException e) {
      return false;
    }
    return known() != used;
  }

  /**
   * Has {@code aside} look, if it is time: for callers that must not block, and that take what is
   * {@link #known} meanwhile.
   */
  public void lookAside(Aside aside) {
    if (!isDue() || !isAsked.compareAndSet(false, true)) return;
    boolean isTaken = aside.look(this::lookWhenAsked);
    if (!isTaken) isAsked.set(false);
  }

  private void lookWhenAsked() {
    isAsked.set(false);
    try {
      look(false);
    } catch (NoCredentialsException e) {
      unreadable.warn(LOG, () -> "%s: %s".formatted(owner, e.getMessage()));
    }
  }

  private Made<T> made() {
    Made<T> known = made;
    if (known == null) throw new IllegalStateException("a look makes it, or throws");
    return known;
  }

  private synchronized void look(boolean isForced) throws NoCredentialsException {
    if (!isForced && !isDue()) return;
    lookedAt = nanoTime.getAsLong();
    Made<T> before = made;
    try {
      var texts = new ArrayList<String>(sources.size());
      for (SecretSource source : sources) texts.add(source.reveal());
      if (before != null && before.texts.equals(texts)) return;
      made = new Made<>(texts, maker.make(texts));
      if (before != null) LOG.info("{}: what its files say has changed, and was taken up", owner);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (before == null) throw new NoCredentialsException(why, e);
      unreadable.warn(LOG, () -> "%s: %s; what was read before stays".formatted(owner, why));
    }
  }
}
