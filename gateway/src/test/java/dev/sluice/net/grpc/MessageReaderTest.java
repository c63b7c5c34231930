package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Room;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private static final int MAX = 1 << 20;

  @Property(tries = 300)
  void anyCutting_givesTheSameMessage(
      @ForAll @IntRange(max = 300_000) int length,
      @ForAll long seed,
      @ForAll @Size(max = 30) List<@IntRange(max = 90_000) Integer> cuts)
      throws Exception {
    byte[] body = new byte[length];
    new Random(seed).nextBytes(body);
    byte[] sent = prefixed(body, length);
    try (var reader = new MessageReader(Encoding.IDENTITY, MAX, Room.ENDLESS)) {
      int at = 0;
      for (int cut : cuts) {
        int count = Math.min(cut, sent.length - at);
        reader.add(Unpooled.wrappedBuffer(sent, at, count));
        at += count;
      }
      reader.add(Unpooled.wrappedBuffer(sent, at, sent.length - at));
      assertThat(reader.finish()).isEqualTo(body);
    }
  }

  @Test
  void aMessageThatIsOnlyAnnounced_getsNoRoom() throws Exception {
    long[] asked = new long[1];
    Room room =
        total -> {
          asked[0] = Math.max(asked[0], total);
          return true;
        };
    try (var reader = new MessageReader(Encoding.IDENTITY, MAX, room)) {
      reader.add(Unpooled.wrappedBuffer(prefixed(new byte[100], MAX)));
      assertThat(asked[0]).isEqualTo(64 * 1024);
      reader.add(Unpooled.wrappedBuffer(new byte[100_000]));
      assertThat(asked[0]).isBetween(100_100L, 200_000L);
      reader.add(Unpooled.wrappedBuffer(new byte[MAX / 2]));
      assertThat(asked[0]).isEqualTo(MAX);
    }
  }

  @Test
  void withoutRoom_isNotTheClientsFault() {
    try (var reader = new MessageReader(Encoding.IDENTITY, MAX, total -> false)) {
      assertThatThrownBy(() -> reader.add(Unpooled.wrappedBuffer(prefixed(new byte[9], 9))))
          .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.answer()).isNull());
    }
  }

  private static byte[] prefixed(byte[] body, int length) {
    byte[] sent = new byte[5 + body.length];
    for (int i = 0; i < 4; i++) sent[1 + i] = (byte) (length >>> (24 - 8 * i));
    System.arraycopy(body, 0, sent, 5, body.length);
    return sent;
  }
}
