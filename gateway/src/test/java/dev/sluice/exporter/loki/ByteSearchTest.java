package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ByteSlice;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
  private static final ByteSearch SEARCH = new ByteSearch(Hints.TENANT);

  @Property
  void theWord_isFound_whereverItStands(
      @ForAll @IntRange(max = 40) int before,
      @ForAll @IntRange(max = 40) int after,
      @ForAll @IntRange(max = 10) int offset) {
    byte[] bytes = new byte[offset + before + Hints.TENANT.length() + after];
    Arrays.fill(bytes, (byte) 'l');
    Hints.TENANT.copyTo(bytes, offset + before);
    assertThat(SEARCH.isIn(ByteSlice.of(bytes, offset, bytes.length - offset))).isTrue();
    // One byte short of the word, at either end.
    assertThat(SEARCH.isIn(ByteSlice.of(bytes, offset, bytes.length - offset - after - 1)))
        .isFalse();
    int behindItsFirst = offset + before + 1;
    assertThat(SEARCH.isIn(ByteSlice.of(bytes, behindItsFirst, bytes.length - behindItsFirst)))
        .isFalse();
  }

  @Test
  void partsOfTheWord_areNotTheWord() {
    assertThat(SEARCH.isIn(ByteSlice.utf8("loki.tenan loki.Tenant oki.tenant".repeat(9))))
        .isFalse();
    assertThat(SEARCH.isIn(ByteSlice.EMPTY)).isFalse();
  }
}
