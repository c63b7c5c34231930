package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ByteSliceTest {

  @Property
  void slices_areTheRangeOfTheArray(
      @ForAll byte[] array,
      @ForAll @IntRange(max = 99) int from,
      @ForAll @IntRange(max = 99) int to)
      throws IOException {
    int start = Math.min(from, array.length);
    int end = Math.min(Math.max(start, to), array.length);
    byte[] expected = Arrays.copyOfRange(array, start, end);

    ByteSlice slice = ByteSlice.of(array, start, end - start);

    assertThat(slice.toByteArray()).isEqualTo(expected);
    assertThat(slice.length()).isEqualTo(expected.length);
    assertThat(slice.isEmpty()).isEqualTo(expected.length == 0);
    for (int i = 0; i < expected.length; i++) assertThat(slice.at(i)).isEqualTo(expected[i]);
    byte[] target = new byte[expected.length + 1];
    slice.copyTo(target, 1);
    assertThat(Arrays.copyOfRange(target, 1, target.length)).isEqualTo(expected);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    slice.writeTo(out);
    assertThat(out.toByteArray()).isEqualTo(expected);
  }

  @Property
  void equality_isByContent(@ForAll byte[] content, @ForAll @IntRange(max = 20) int padding) {
    byte[] padded = new byte[content.length + padding];
    System.arraycopy(content, 0, padded, padding, content.length);

    ByteSlice plain = ByteSlice.of(content);
    ByteSlice other = ByteSlice.of(padded, padding, content.length);

    assertThat(other).isEqualTo(plain).hasSameHashCodeAs(plain);
    assertThat(ByteSlice.hash(padded, padding, content.length)).isEqualTo(plain.hashCode());
    assertThat(plain.contentEquals(padded, padding, content.length)).isTrue();
  }

  @Property
  void anotherByte_isAnotherSlice(@ForAll byte[] content, @ForAll @IntRange(max = 1000) int where) {
    if (content.length == 0) return;
    byte[] other = content.clone();
    other[where % other.length] ^= 1;

    assertThat(ByteSlice.of(other)).isNotEqualTo(ByteSlice.of(content));
    assertThat(ByteSlice.of(Arrays.copyOf(content, content.length - 1)))
        .isNotEqualTo(ByteSlice.of(content));
  }

  @Test
  void slicesOfSlices_countFromTheirStart() {
    ByteSlice slice = ByteSlice.of(new byte[] {0, 1, 2, 3, 4, 5}, 1, 4);

    assertThat(slice.slice(1, 2).toByteArray()).isEqualTo(new byte[] {2, 3});
    assertThat(slice.slice(4, 0)).isSameAs(ByteSlice.EMPTY);
    assertThat(slice.end()).isEqualTo(5);
  }

  @Test
  void rangesBeyondTheEnd_areRefused() {
    byte[] array = new byte[4];

    assertThatThrownBy(() -> ByteSlice.of(array, 1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ByteSlice.of(array, -1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ByteSlice.of(array, 1, 2).slice(1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ByteSlice.of(array, 1, 2).slice(Integer.MAX_VALUE, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void texts_areUtf8() {
    assertThat(ByteSlice.utf8("Grüße").utf8()).isEqualTo("Grüße");
    assertThat(ByteSlice.of(new byte[] {(byte) 0xFF}).utf8()).isEqualTo("\uFFFD");
  }
}
