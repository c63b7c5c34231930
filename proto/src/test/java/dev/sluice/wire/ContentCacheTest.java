package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ContentCacheTest {

  @Test
  void bytes_areFoundByContent_whereverTheyStand() {
    var cache = new ContentCache<String>(16, 1000);
    cache.put(ByteSlice.utf8("service=a"), "labels of a", 9);

    byte[] elsewhere = "xxservice=ayy".getBytes(StandardCharsets.UTF_8);
    assertThat(cache.get(elsewhere, 2, 9)).isEqualTo("labels of a");
    assertThat(cache.get(elsewhere, 2, 10)).isNull();
    assertThat(cache.get(elsewhere, 3, 8)).isNull();
  }

  @Test
  void theSameBytes_putAgain_replaceTheirValueAndWeight() {
    var cache = new ContentCache<String>(16, 1000);
    ByteSlice key = ByteSlice.utf8("k");
    cache.put(key, "old", 50);
    cache.put(ByteSlice.utf8("k"), "new", 10);
    assertThat(cache.get(key)).isEqualTo("new");
    assertThat(cache.weight()).isEqualTo(10);
  }

  @Test
  void aHeavyEntry_isNotKept() {
    var cache = new ContentCache<String>(16, 1600);
    cache.put(ByteSlice.utf8("light"), "l", 100);
    cache.put(ByteSlice.utf8("heavy"), "h", 101);
    assertThat(cache.get(ByteSlice.utf8("light"))).isEqualTo("l");
    assertThat(cache.get(ByteSlice.utf8("heavy"))).isNull();
  }

  @Test
  void keysOfOneHash_keepTheirOwnValues() {
    var byHash = new HashMap<Integer, ByteSlice>();
    ByteSlice one = key(0);
    ByteSlice other = null;
    for (int i = 0; other == null; i++) {
      one = key(i);
      other = byHash.put(one.hashCode(), one);
    }
    var cache = new ContentCache<String>(16, 1000);
    cache.put(one, "one", 1);
    assertThat(cache.get(other)).isNull();
    cache.put(other, "other", 1);
    assertThat(cache.get(one)).isEqualTo("one");
    assertThat(cache.get(other)).isEqualTo("other");
  }

  @Test
  void whatIsNew_isKnown_evenInAFullCache() {
    var cache = new ContentCache<Integer>(8, 1_000_000);
    for (int i = 0; i < 1000; i++) {
      cache.put(key(i), i, 1);
      assertThat(cache.get(key(i))).isEqualTo(i);
    }
    assertThat(cache.weight()).isLessThanOrEqualTo(cache.capacity());
  }

  @Property(tries = 200)
  void whatIsAnswered_belongsToTheKey_andTheBoundsHold(
      @ForAll @Size(max = 200) List<@IntRange(max = 60) Integer> keys,
      @ForAll @IntRange(min = 4, max = 40) int entries) {
    int maxWeight = 16 * 61;
    var cache = new ContentCache<Integer>(entries, maxWeight);
    for (int k : keys) {
      Integer known = cache.get(key(k));
      if (known != null) assertThat(known).isEqualTo(k);
      cache.put(key(k), k, k);
      assertThat(cache.weight()).isBetween(0L, (long) maxWeight);
    }
  }

  @Test
  void manyThreads_neverGetWhatBelongsToAnotherKey() throws Exception {
    var cache = new ContentCache<Integer>(32, 500);
    var threads = Executors.newFixedThreadPool(4);
    try {
      var all = new ArrayList<Future<?>>();
      for (int t = 0; t < 4; t++) {
        var random = new SplittableRandom(t);
        all.add(threads.submit(() -> hammer(cache, random)));
      }
      for (Future<?> one : all) one.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    long remembered = 0;
    for (int k = 0; k < 200; k++) if (cache.get(key(k)) != null) remembered += 10;
    // Two threads may have put the same key side by side.
    assertThat(cache.weight()).isBetween(remembered, 500L);
  }

  private static void hammer(ContentCache<Integer> cache, SplittableRandom random) {
    for (int i = 0; i < 20_000; i++) {
      int k = random.nextInt(200);
      Integer known = cache.get(key(k));
      if (known == null) {
        cache.put(key(k), k, 10);
      } else if (known != k) {
        throw new AssertionError(known + " for " + k);
      }
    }
  }

  private static ByteSlice key(int number) {
    return ByteSlice.utf8("resource " + number);
  }
}
