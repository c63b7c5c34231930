package dev.sluice.net.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.sluice.net.codec.DecodeException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedInputStream;
import org.xerial.snappy.SnappyFramedOutputStream;

class DecodingTest {
  private static final int LIMIT = 20 << 20;
  private static final byte[] TEXT = CodingRoundTripTest.halfRandom(100_000, 1);

  @Test
  void gzipOfTheJdk_isRead() throws Exception {
    assertThat(CodingRoundTripTest.decode(Encoding.GZIP, gzip(TEXT))).isEqualTo(TEXT);
  }

  @Test
  void gzip_isReadByTheJdk() throws Exception {
    byte[] ours = CodingRoundTripTest.compress(Encoding.GZIP, 6, Body.of(TEXT));
    assertThat(new GZIPInputStream(new ByteArrayInputStream(ours)).readAllBytes()).isEqualTo(TEXT);
  }

  @Test
  void gzipOfSeveralMembers_isOneBody() throws Exception {
    byte[] members = join(gzip(TEXT), gzip(new byte[0]), gzip(new byte[] {1, 2}));
    byte[] expected = join(TEXT, new byte[] {1, 2});
    assertThat(CodingRoundTripTest.decode(Encoding.GZIP, members)).isEqualTo(expected);
  }

  @Test
  void gzipWithEveryOptionalHeader_isRead() throws Exception {
    byte[] plain = gzip(new byte[] {42});
    byte[] head = Arrays.copyOf(plain, 10);
    head[3] = 2 | 4 | 8 | 16;
    byte[] optional = {3, 0, 9, 9, 9, 'n', 0, 'c', 0, 1, 1};
    byte[] full = join(head, optional, Arrays.copyOfRange(plain, 10, plain.length));
    assertThat(CodingRoundTripTest.decode(Encoding.GZIP, full)).containsExactly(42);
  }

  @Test
  void bytesAfterTheLastMember_areCorrupt() throws Exception {
    assertRefused(Encoding.GZIP, join(gzip(TEXT), new byte[] {7}), Reason.CORRUPT);
    ByteArrayOutputStream zlib = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(zlib)) {
      out.write(TEXT);
    }
    assertRefused(Encoding.ZLIB, join(zlib.toByteArray(), new byte[] {7}), Reason.CORRUPT);
  }

  @Test
  void snappyFramedOfTheLibrary_isReadUnderBothNames() throws Exception {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    try (SnappyFramedOutputStream out = new SnappyFramedOutputStream(framed)) {
      out.write(TEXT);
    }
    byte[] bytes = framed.toByteArray();
    assertThat(CodingRoundTripTest.decode(Encoding.SNAPPY, bytes)).isEqualTo(TEXT);
    assertThat(CodingRoundTripTest.decode(Encoding.SNAPPY_FRAMED, bytes)).isEqualTo(TEXT);
    assertThat(CodingRoundTripTest.decode(Encoding.SNAPPY, Snappy.compress(TEXT))).isEqualTo(TEXT);
  }

  @Test
  void snappyFramed_isReadByTheLibrary() throws Exception {
    byte[] ours = CodingRoundTripTest.compress(Encoding.SNAPPY_FRAMED, -1, Body.of(TEXT));
    assertThat(new SnappyFramedInputStream(new ByteArrayInputStream(ours)).readAllBytes())
        .isEqualTo(TEXT);
  }

  @Test
  void snappyFramed_skipsWhatMayBeSkippedAndNothingElse() throws Exception {
    byte[] ours = CodingRoundTripTest.compress(Encoding.SNAPPY_FRAMED, -1, Body.of(TEXT));
    byte[] padding = {(byte) 0xFE, 2, 0, 0, 1, 1};
    assertThat(CodingRoundTripTest.decode(Encoding.SNAPPY_FRAMED, join(ours, padding, ours)))
        .hasSize(2 * TEXT.length);
    byte[] unknown = {0x02, 2, 0, 0, 1, 1};
    assertRefused(Encoding.SNAPPY_FRAMED, join(ours, unknown), Reason.CORRUPT);
  }

  @Test
  void snappyLength_isCheckedBeforeAnythingIsAllocated() {
    byte[] fourGigabytes = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0};
    assertRefused(Encoding.SNAPPY, fourGigabytes, Reason.CORRUPT);
    byte[] almostTwo = {(byte) 0xF0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 0};
    assertRefused(Encoding.SNAPPY, almostTwo, Reason.TOO_LARGE);
    byte[] nineteenMegabytes = {(byte) 0x80, (byte) 0x80, (byte) 0x80, 0x09, 0};
    assertRefused(Encoding.SNAPPY, nineteenMegabytes, Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZLIB", "ZSTD"})
  void aBomb_isRefusedLongBeforeItsEnd(Encoding encoding) throws Exception {
    byte[] bomb = CodingRoundTripTest.compress(encoding, 9, zeros(64 << 20));
    List<Long> asked = new ArrayList<>();
    assertThatThrownBy(
            () -> Decoding.decode(encoding, bomb, 0, bomb.length, 1L << 40, recording(asked)))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    long allowed = Math.max(4L << 20, 500L * bomb.length);
    assertThat(asked).allMatch(total -> total <= bomb.length + allowed + BytePool.PIECE);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"IDENTITY"},
      mode = EnumSource.Mode.EXCLUDE)
  void theLimit_isExact(Encoding encoding) throws Exception {
    byte[] in = CodingRoundTripTest.compress(encoding, -1, Body.of(TEXT));
    try (Segments out = Decoding.decode(encoding, in, 0, in.length, TEXT.length, Room.ENDLESS)) {
      assertThat(out.size()).isEqualTo(TEXT.length);
    }
    assertThatThrownBy(
            () -> Decoding.decode(encoding, in, 0, in.length, TEXT.length - 1, Room.ENDLESS))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"IDENTITY"},
      mode = EnumSource.Mode.EXCLUDE)
  void withoutRoom_nothingIsTaken(Encoding encoding) throws Exception {
    byte[] in = CodingRoundTripTest.compress(encoding, -1, Body.of(TEXT));
    assertThatThrownBy(
            () -> Decoding.decode(encoding, in, 0, in.length, LIMIT, total -> total < TEXT.length))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_ROOM));
  }

  @Test
  void aZstdWindowBeyondEightMegabytes_isRefused() throws Exception {
    ByteBuffer out = ByteBuffer.allocate(1 << 20);
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setLong(27);
      context.compressByteBufferStream(out, ByteBuffer.wrap(TEXT), EndDirective.CONTINUE);
      context.compressByteBufferStream(out, ByteBuffer.allocate(0), EndDirective.END);
    }
    byte[] in = Arrays.copyOf(out.array(), out.position());
    assertRefused(Encoding.ZSTD, in, Reason.TOO_LARGE);
    assertThat(
            CodingRoundTripTest.decode(
                Encoding.ZSTD, CodingRoundTripTest.compress(Encoding.ZSTD, 3, Body.of(TEXT))))
        .as("the pooled context works again afterwards")
        .isEqualTo(TEXT);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"IDENTITY", "SNAPPY_FRAMED"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyPrefix_isCorrupt(Encoding encoding) throws Exception {
    byte[] in = CodingRoundTripTest.compress(encoding, -1, Body.of(Arrays.copyOf(TEXT, 300)));
    for (int length = 0; length < in.length; length++) {
      assertRefused(encoding, Arrays.copyOf(in, length), Reason.CORRUPT);
    }
  }

  @Property(tries = 2000)
  void flippedBits_giveBytesOrARefusalAndNothingElse(@ForAll Encoding encoding, @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    byte[] in =
        CodingRoundTripTest.compress(
            encoding, -1, Body.of(Arrays.copyOf(TEXT, random.nextInt(2000))));
    for (int flips = 1 + random.nextInt(3); flips > 0 && in.length > 0; flips--) {
      in[random.nextInt(in.length)] ^= (byte) (1 << random.nextInt(8));
    }
    try (Segments out = Decoding.decode(encoding, in, 0, in.length, LIMIT, Room.ENDLESS)) {
      assertThat(out.size()).isLessThanOrEqualTo(LIMIT);
    } catch (DecodeException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }

  private static void assertRefused(Encoding encoding, byte[] in, Reason reason) {
    assertThatThrownBy(() -> CodingRoundTripTest.decode(encoding, in))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Room recording(List<Long> asked) {
    return total -> {
      asked.add(total);
      return true;
    };
  }

  private static Body zeros(int size) {
    return Body.of(new byte[size]);
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) out.writeBytes(part);
    return out.toByteArray();
  }
}
