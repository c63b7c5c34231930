package dev.sluice.receiver.prometheus.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.series.TestTarget.Request;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Any sequence of pages, broken pages and lost scrapes against a model of counters: what each
 * scrape hands on, where counters start, and that everything that vanishes is marked exactly once.
 */
class ScrapeModelTest {

  /** What a target has to say at one scrape. */
  record Step(Map<String, Integer> counters, Ending ending) {}

  enum Ending {
    GOOD,
    BROKEN,
    NO_PAGE
  }

  private static final class Model {
    final Map<String, Integer> previous = new TreeMap<>();
    final Map<String, Long> starts = new TreeMap<>();
    final TreeMap<String, Boolean> live = new TreeMap<>();
  }

  /** As many steps as fit into the time for which a start is remembered. */
  @Property(tries = 300)
  void scrapes_followTheModel(@ForAll @Size(max = 11) List<@From("steps") Step> steps)
      throws PageException {
    var target = new TestTarget();
    var model = new Model();
    for (Step step : steps) {
      Request request = scrape(target, step);
      var expected = new TreeMap<String, String>();
      if (step.ending == Ending.GOOD) {
        step.counters.forEach((name, v) -> expected.put(name, expect(model, target, name, v)));
      }
      model.live.forEach(
          (name, isLive) -> {
            if (isLive && !expected.containsKey(name)) {
              expected.put(name, "stale since " + model.starts.get(name));
            }
          });
      expected.forEach((name, text) -> model.live.put(name, !text.startsWith("stale")));

      assertThat(found(request)).isEqualTo(expected);
      assertThat(request.value("up")).isEqualTo(step.ending == Ending.GOOD ? 1 : 0);
    }
  }

  private static Request scrape(TestTarget target, Step step) throws PageException {
    var page = new StringBuilder("# TYPE c_total counter\n");
    step.counters.forEach((name, v) -> page.append("c_total{n=\"%s\"} %d\n".formatted(name, v)));
    return switch (step.ending) {
      case GOOD -> target.text(page.toString());
      case BROKEN -> {
        assertThat(target.refused(page + "}\n")).isNotEmpty();
        yield target.fail();
      }
      case NO_PAGE -> target.failedScrape();
    };
  }

  private static String expect(Model model, TestTarget target, String name, int value) {
    Integer before = model.previous.put(name, value);
    if (before == null || value < before) model.starts.put(name, target.nanos());
    return value + " since " + model.starts.get(name);
  }

  private static Map<String, String> found(Request request) {
    var found = new TreeMap<String, String>();
    for (Metric metric : request.metrics()) {
      for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
        String value = point.getFlags() == 1 ? "stale" : String.valueOf((int) point.getAsDouble());
        found.put(
            TestTarget.attributes(point.getAttributesList()).get("n"),
            value + " since " + point.getStartTimeUnixNano());
      }
    }
    return found;
  }

  @Provide
  Arbitrary<Step> steps() {
    Arbitrary<Map<String, Integer>> counters =
        Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), Arbitraries.integers().between(0, 3));
    Arbitrary<Ending> endings =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.just(Ending.GOOD)), Tuple.of(1, Arbitraries.of(Ending.class)));
    return Combinators.combine(counters, endings).as(Step::new);
  }
}
