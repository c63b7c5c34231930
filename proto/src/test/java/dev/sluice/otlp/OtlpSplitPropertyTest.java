package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.sluice.otlp.fixture.Flat;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.otlp.fixture.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Parts say of each item what the whole said: {@link Flat} writes every item out with all that
 * stands around it, its resource, scope and metric, unknown fields included.
 */
class OtlpSplitPropertyTest {

  @Provide
  Arbitrary<Request> requests() {
    return Request.all();
  }

  @Property(tries = 1500)
  void headAndTail_areTheWholeInOrder(@ForAll("requests") Request request) {
    Random random = new Random(request.seed());
    for (ResourceGroup group : groups(request)) {
      if (group.items() < 2) continue;
      int items = 1 + random.nextInt(group.items() - 1);

      OtlpSplit.Parts parts = OtlpSplit.split(request.signal(), group, items);

      assertThat(parts.head().items()).isEqualTo(items);
      assertThat(parts.tail().items()).isEqualTo(group.items() - items);
      assertSame(request.signal(), group, List.of(parts.head(), parts.tail()));
    }
  }

  @Property(tries = 1500)
  void every_makesFullPartsAndARest(
      @ForAll("requests") Request request, @ForAll @IntRange(min = 1, max = 7) int items) {
    for (ResourceGroup group : groups(request)) {
      List<ResourceGroup> parts = OtlpSplit.every(request.signal(), group, items);

      for (int i = 0; i < parts.size() - 1; i++) {
        assertThat(parts.get(i).items()).isEqualTo(items);
      }
      assertThat(parts.get(parts.size() - 1).items()).isLessThanOrEqualTo(items);
      assertSame(request.signal(), group, parts);
    }
  }

  @Property(tries = 1500)
  void itemsWithin_isTheLongestHeadThatFits(@ForAll("requests") Request request) {
    Random random = new Random(request.seed());
    Signal signal = request.signal();
    for (ResourceGroup group : groups(request)) {
      int maxBytes = random.nextInt(group.sizeInBytes() + 10);

      int items = OtlpSplit.itemsWithin(signal, group, maxBytes);

      if (group.sizeInBytes() <= maxBytes) {
        assertThat(items).isEqualTo(group.items());
        continue;
      }
      assertThat(items).isBetween(0, Math.max(0, group.items() - 1));
      if (items > 0) {
        assertThat(OtlpSplit.split(signal, group, items).head().sizeInBytes())
            .isLessThanOrEqualTo(maxBytes);
      }
      if (items + 1 < group.items()) {
        assertThat(OtlpSplit.split(signal, group, items + 1).head().sizeInBytes())
            .isGreaterThan(maxBytes);
      }
    }
  }

  private static ResourceGroup[] groups(Request request) {
    return OtlpScan.scan(request.signal(), request.bytes(), ScanLimits.DEFAULT).groups();
  }

  private static void assertSame(Signal signal, ResourceGroup whole, List<ResourceGroup> parts) {
    List<Message> items = new ArrayList<>();
    for (ResourceGroup part : parts) {
      Message parsed = Oracle.parse(signal, part);
      assertThat(Oracle.items(parsed)).isEqualTo(part.items());
      items.addAll(Flat.items(parsed));
    }
    assertThat(items).isEqualTo(Flat.items(Oracle.parse(signal, whole)));
  }
}
