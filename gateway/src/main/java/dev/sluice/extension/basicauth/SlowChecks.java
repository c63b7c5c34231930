package dev.sluice.extension.basicauth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.net.auth.Aside;
import dev.sluice.net.auth.Pass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Compares with slow hashes aside, and remembers what came of it: the first request with a password
 * is told to come back in a moment, all that follow are answered at once. Remembered are the
 * passwords' digests under a key of this process, and of the wrong ones the latest thousand. Any
 * thread.
 */
final class SlowChecks {
  private static final int MOST_WRONG = 1000;
  private static final int MOST_RIGHT = 10_000;

  /** Whoever tries passwords of one user must not keep the others from being looked at. */
  private static final int MOST_WAITING_OF_A_USER = 8;

  private static final int KEY_BYTES = 32;

  private static final Pass IN_A_MOMENT =
      Pass.later("the password is being looked at; come back in a second");

  private final Aside aside;
  private final byte[] key = new byte[KEY_BYTES];

  @GuardedBy("this")
  private final Map<ByteBuffer, Boolean> right = bounded(MOST_RIGHT);

  @GuardedBy("this")
  private final Map<ByteBuffer, Boolean> wrong = bounded(MOST_WRONG);

  @GuardedBy("this")
  private final Set<ByteBuffer> underWay = new HashSet<>();

  @GuardedBy("this")
  private final Map<String, Integer> waitingByUser = new HashMap<>();

  SlowChecks(Aside aside) {
    this.aside = aside;
    new SecureRandom().nextBytes(key);
  }

  private static <K> Map<K, Boolean> bounded(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, Boolean> eldest) {
        return size() > most;
      }
    };
  }

  /** The hash is a part of what is remembered, so that a changed one is compared anew. */
  Pass check(PasswordHash hash, String user, String password, Pass ifWrong) {
    ByteBuffer digest = digest(hash, user, password);
    synchronized (this) {
      if (right.containsKey(digest)) return Pass.GRANTED;
      if (wrong.containsKey(digest)) return ifWrong;
      int waiting = waitingByUser.getOrDefault(user, 0);
      if (waiting == MOST_WAITING_OF_A_USER || !underWay.add(digest)) return IN_A_MOMENT;
      waitingByUser.put(user, waiting + 1);
    }
    if (!aside.compute(() -> compare(hash, user, password, digest))) forget(user, digest);
    return IN_A_MOMENT;
  }

  private void compare(PasswordHash hash, String user, String password, ByteBuffer digest) {
    try {
      boolean matches = hash.matches(password);
      synchronized (this) {
        (matches ? right : wrong).put(digest, true);
      }
    } finally {
      forget(user, digest);
    }
  }

  private synchronized void forget(String user, ByteBuffer digest) {
    underWay.remove(digest);
    waitingByUser.computeIfPresent(user, (any, waiting) -> waiting == 1 ? null : waiting - 1);
  }

  private ByteBuffer digest(PasswordHash hash, String user, String password) {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    byte[] length = ByteBuffer.allocate(4).putInt(name.length).array();
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    byte[] entry = hash.written().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(PasswordHash.digest("SHA-256", key, entry, length, name, secret));
  }
}
