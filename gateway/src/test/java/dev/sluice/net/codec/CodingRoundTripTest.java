package dev.sluice.net.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ByteSlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class CodingRoundTripTest {
  private static final long LIMIT = 64L << 20;

  @Property(tries = 300)
  void whatWasCompressed_comesBack(
      @ForAll Encoding encoding, @ForAll @IntRange(max = 300_000) int size, @ForAll long seed)
      throws Exception {
    byte[] bytes = halfRandom(size, seed);
    byte[] compressed = compress(encoding, Compression.LIBRARY_LEVEL, Body.of(cut(bytes, seed)));
    assertThat(decode(encoding, compressed)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void nothing_comesBackAsNothing(Encoding encoding) throws Exception {
    byte[] compressed = compress(encoding, Compression.LIBRARY_LEVEL, Body.of(new byte[0]));
    assertThat(decode(encoding, compressed)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void onePiece_andSlices_giveTheSameBytesAfterDecoding(Encoding encoding) throws Exception {
    byte[] bytes = halfRandom(200_000, 7);
    byte[] whole = compress(encoding, Compression.LIBRARY_LEVEL, Body.of(bytes));
    assertThat(decode(encoding, whole)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_535, 65_536, 65_537, 131_072, 3_000_001})
  void aSnappyBlock_isWhatTheLibraryReads_andNoLongerThanItsOwn(int size) throws Exception {
    byte[] bytes = halfRandom(size, 11);
    byte[] whole = compress(Encoding.SNAPPY, Compression.LIBRARY_LEVEL, Body.of(bytes));
    assertThat(Snappy.uncompress(whole)).isEqualTo(bytes);
    assertThat(whole.length).isLessThanOrEqualTo(Snappy.compress(bytes).length);
    byte[] parts = compress(Encoding.SNAPPY, Compression.LIBRARY_LEVEL, Body.of(cut(bytes, 5)));
    assertThat(Snappy.uncompress(parts)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZLIB", "DEFLATE"})
  void everyDeflateLevel_comesBack(Encoding encoding) throws Exception {
    byte[] bytes = halfRandom(150_000, 3);
    for (int level = -2; level <= 9; level++) {
      assertThat(decode(encoding, compress(encoding, level, Body.of(bytes)))).isEqualTo(bytes);
    }
  }

  @Property(tries = 200)
  void segments_readAnywhere_equalTheirArray(
      @ForAll @IntRange(max = 200_000) int size, @ForAll long seed) {
    byte[] bytes = halfRandom(size, seed);
    Random random = new Random(seed);
    try (Segments segments = new Segments()) {
      for (ByteSlice slice : cut(bytes, seed)) {
        segments.write(slice.array(), slice.offset(), slice.length());
      }
      int from = random.nextInt(size + 1);
      byte[] target = new byte[size];
      int count = segments.read(from, target, 0, size);
      assertThat(count).isEqualTo(size - from);
      assertThat(Arrays.copyOf(target, count)).isEqualTo(Arrays.copyOfRange(bytes, from, size));
      assertThat(segments.toByteArray()).isEqualTo(bytes);
    }
  }

  static byte[] compress(Encoding encoding, int level, Body body) throws Exception {
    try (Segments out = new Compression(encoding, level).compress(body)) {
      assertThat(out.size()).isEqualTo(out.toByteArray().length);
      return out.toByteArray();
    }
  }

  static byte[] decode(Encoding encoding, byte[] in) throws DecodeException {
    // Not at the array's start and not to its end, to see that the range is honoured.
    byte[] framed = new byte[in.length + 5];
    System.arraycopy(in, 0, framed, 3, in.length);
    try (Segments out = Decoding.decode(encoding, framed, 3, 3 + in.length, LIMIT, Room.ENDLESS)) {
      return out.toByteArray();
    }
  }

  static byte[] halfRandom(int size, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) bytes[i] = (byte) ((i & 64) == 0 ? i / 7 : random.nextInt());
    return bytes;
  }

  private static List<ByteSlice> cut(byte[] bytes, long seed) {
    Random random = new Random(seed);
    List<ByteSlice> slices = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(90_000));
      slices.add(ByteSlice.of(bytes, at, count));
      at += count;
    }
    return slices;
  }
}
