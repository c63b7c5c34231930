package dev.sluice.receiver.prometheus.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.ExposedFamily;
import dev.sluice.receiver.prometheus.page.ExposedFamily.Bucket;
import dev.sluice.receiver.prometheus.page.ExposedFamily.Exemplar;
import dev.sluice.receiver.prometheus.page.ExposedFamily.Instance;
import dev.sluice.receiver.prometheus.page.FamilyType;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.PageFormat;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** The same families give the same OTLP, whatever the format that they come in. */
class FormatsTest {
  private static final int SCRAPES = 4;
  private static final List<FamilyType> IN_TEXT =
      List.of(
          FamilyType.COUNTER,
          FamilyType.GAUGE,
          FamilyType.UNKNOWN,
          FamilyType.SUMMARY,
          FamilyType.HISTOGRAM);

  @Property(tries = 300)
  void openMetricsAndProtobuf_areTheSame(@ForAll Random random) throws PageException {
    var types = new ArrayList<>(IN_TEXT);
    types.add(FamilyType.GAUGE_HISTOGRAM);
    compare(random, new Pages(random, types, true), PageFormat.PROTOBUF, PageFormat.OPENMETRICS);
  }

  @Property(tries = 300)
  void allFormats_areTheSameInWhatTextCanSay(@ForAll Random random) throws PageException {
    compare(random, new Pages(random, IN_TEXT, false), PageFormat.values());
  }

  /** One target keeps to the first format, another one gets each page in any of them. */
  private static void compare(Random random, Pages pages, PageFormat... formats)
      throws PageException {
    var steady = new TestTarget();
    var other = new TestTarget();
    var changing = new TestTarget();
    PageFormat otherFormat = formats[random.nextInt(formats.length)];
    for (int i = 0; i < SCRAPES; i++) {
      List<ExposedFamily> page = pages.next();
      List<Metric> expected = scrape(steady, formats[0], page);
      assertThat(scrape(other, otherFormat, page)).isEqualTo(expected);
      PageFormat any = formats[random.nextInt(formats.length)];
      assertThat(scrape(changing, any, page)).isEqualTo(expected);
    }
  }

  /** Sorted by name: a histogram's parts stand in another order in protobuf. */
  private static List<Metric> scrape(TestTarget target, PageFormat format, List<ExposedFamily> page)
      throws PageException {
    var text = new StringBuilder();
    var protobuf = new ProtoWriter();
    for (ExposedFamily family : page) {
      switch (format) {
        case TEXT -> family.text(text);
        case OPENMETRICS -> family.openMetrics(text);
        case PROTOBUF -> family.protobuf(protobuf);
      }
    }
    if (format == PageFormat.OPENMETRICS) text.append("# EOF\n");
    byte[] bytes =
        format == PageFormat.PROTOBUF
            ? protobuf.toByteArray()
            : text.toString().getBytes(StandardCharsets.UTF_8);
    return target.scrape(format, bytes).metrics().stream()
        .sorted(Comparator.comparing(Metric::getName))
        .toList();
  }

  /** What a library with those types of metrics would show, page by page. */
  private record Pages(Random random, List<FamilyType> types, boolean isRich) {
    private static final double[] BOUNDS = {0.005, 0.25, 1, 10, 1e6, Double.POSITIVE_INFINITY};
    private static final String[] VALUES = {"a", "GET", "x\\y\"z\n", "é€", "  "};

    List<ExposedFamily> next() {
      var families = new ArrayList<ExposedFamily>();
      for (int i = 0; i < types.size(); i++) {
        if (random.nextInt(4) > 0) families.add(family("m" + i, types.get(i)));
      }
      return families;
    }

    private ExposedFamily family(String name, FamilyType type) {
      boolean hasUnit = isRich && type != FamilyType.UNKNOWN;
      var instances = new ArrayList<Instance>();
      for (int i = 0; i < 3; i++) {
        if (random.nextBoolean()) instances.add(instance(type, i));
      }
      String help = "Some \\ help of " + name;
      // A family without a metric says nothing in protobuf, but its lines of text would be there.
      if (instances.isEmpty()) instances.add(instance(type, 0));
      return new ExposedFamily(
          hasUnit ? name + "_seconds" : name, help, type, hasUnit ? "seconds" : "", instances);
    }

    private Instance instance(FamilyType type, int number) {
      var labels = new TreeMap<String, String>();
      if (number > 0) labels.put("n", "" + number);
      if (number > 1) labels.put("text", VALUES[random.nextInt(VALUES.length)]);
      boolean isDistribution = type == FamilyType.HISTOGRAM || type == FamilyType.GAUGE_HISTOGRAM;
      var buckets = new ArrayList<Bucket>();
      long count = 0;
      if (isDistribution) {
        for (double bound : BOUNDS) {
          count += random.nextInt(5);
          buckets.add(new Bucket(bound, count, exemplar()));
        }
      } else if (type == FamilyType.SUMMARY) {
        count = random.nextInt(50);
        buckets.add(new Bucket(0.5, number(), null));
        buckets.add(new Bucket(0.99, Double.NaN, null));
      }
      boolean isCumulative = type != FamilyType.GAUGE && type != FamilyType.UNKNOWN;
      boolean isCreated =
          isRich && isCumulative && type != FamilyType.GAUGE_HISTOGRAM && random.nextBoolean();
      return new Instance(
          labels,
          number(),
          count,
          buckets,
          exemplar(),
          isCreated ? 1_690_000_000L + random.nextInt(1000) : null,
          random.nextInt(5) == 0 ? 1_699_999_000L + random.nextInt(1000) : null);
    }

    private double number() {
      return switch (random.nextInt(4)) {
        case 0 -> random.nextInt(100);
        case 1 -> random.nextDouble() * 1e9;
        case 2 -> random.nextDouble();
        default -> 1e300;
      };
    }

    private @Nullable Exemplar exemplar() {
      if (!isRich || random.nextInt(3) > 0) return null;
      return new Exemplar(
          Map.of(
              "trace_id", "%032x".formatted(random.nextLong() | 1), "k", VALUES[random.nextInt(5)]),
          number(),
          random.nextBoolean() ? 1_699_999_000L : null);
    }
  }
}
