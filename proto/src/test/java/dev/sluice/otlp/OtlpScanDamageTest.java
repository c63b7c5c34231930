package dev.sluice.otlp;

import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Captures.Capture;
import dev.sluice.otlp.fixture.FieldOrder;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.otlp.fixture.Request;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that were damaged on their way. All bits of the smallest capture of each signal, and
 * every so-manieth of the others: {@code -Dscan.damage.stride=1} takes all nine million of them.
 */
class OtlpScanDamageTest {
  /** Prime, so that every bit of a byte and every place in a span has its turn. */
  private static final int STRIDE = Integer.getInteger("scan.damage.stride", 1009);

  static List<Capture> captures() {
    return Captures.all();
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void everyFlippedBit_isJudgedAsTheGeneratedClassesDo(Signal signal) {
    Capture smallest = smallest(signal);
    for (int bit = 0; bit < smallest.bytes().length * 8; bit++) flip(smallest, bit);
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void everyCut_isJudgedAsTheGeneratedClassesDo(Signal signal) {
    Capture smallest = smallest(signal);
    for (int length = 0; length < smallest.bytes().length; length++) cut(smallest, length);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void flippedBits_areJudgedAsTheGeneratedClassesDo(Capture capture) {
    int bits = capture.bytes().length * 8;
    for (int bit = capture.name().hashCode() & 0xFF; bit < bits; bit += STRIDE) flip(capture, bit);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void cuts_areJudgedAsTheGeneratedClassesDo(Capture capture) {
    for (int length = 1; length < capture.bytes().length; length += STRIDE) cut(capture, length);
  }

  /** The Go collector's order, and one in which the resource stands amid the rest. */
  @ParameterizedTest
  @EnumSource(Signal.class)
  void otherOrders_areJudgedAsTheGeneratedClassesDo(Signal signal) {
    Capture smallest = smallest(signal);
    for (FieldOrder order : List.of(FieldOrder.DESCENDING, FieldOrder.SHUFFLED)) {
      byte[] bytes = order.serialize(Oracle.mustParse(signal, smallest.bytes()), 7);
      Capture reordered = new Capture(smallest.name() + " " + order, signal, bytes);
      for (int bit = 0; bit < bytes.length * 8; bit += 13) flip(reordered, bit);
    }
  }

  @Provide
  Arbitrary<Request> requests() {
    return Request.all();
  }

  /** Several bytes overwritten, in requests with everything in them that the schema knows. */
  @Property(tries = 1500)
  void noise_isJudgedAsTheGeneratedClassesDo(@ForAll("requests") Request request) {
    byte[] sent = request.bytes();
    if (sent.length == 0) return;
    Random random = new Random(request.seed());
    for (int round = 0; round < 10; round++) {
      byte[] noisy = sent.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
      }
      ScanOracle.check(request.signal(), noisy, request.order() + " with noise");
    }
  }

  private static void flip(Capture capture, int bit) {
    byte[] flipped = capture.bytes().clone();
    flipped[bit >>> 3] ^= (byte) (1 << (bit & 7));
    ScanOracle.check(capture.signal(), flipped, capture + ", bit " + bit);
  }

  private static void cut(Capture capture, int length) {
    byte[] rest = Arrays.copyOf(capture.bytes(), length);
    ScanOracle.check(capture.signal(), rest, capture + ", cut after " + length);
  }

  private static Capture smallest(Signal signal) {
    return Captures.of(signal).stream()
        .min(Comparator.comparingInt(capture -> capture.bytes().length))
        .orElseThrow();
  }
}
