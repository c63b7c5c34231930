package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Intake;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.RawClient;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.TestSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** An OTLP receiver on free ports of the loopback, with pipelines that keep what they get. */
final class Doors implements AutoCloseable {
  final Settings settings;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Map<Signal, Intake> intakes;
  private final OtlpReceiver receiver;

  static Doors open() throws Exception {
    return open("", "");
  }

  /** With settings for either protocol, as YAML in one line: {@code include_metadata: true}. */
  static Doors open(String grpc, String http) throws Exception {
    return new Doors(grpc, http, Set.of(Signal.values()));
  }

  /** In front of the test's own pipeline, for the one signal that it is of. */
  static Doors behind(Intake intake) throws Exception {
    return new Doors("", "", Map.of(intake.signal(), intake));
  }

  Doors(String grpc, String http, Set<Signal> used) throws Exception {
    this(grpc, http, fakes(used));
  }

  private static Map<Signal, Intake> fakes(Set<Signal> used) {
    Map<Signal, Intake> fakes = new EnumMap<>(Signal.class);
    for (Signal signal : used) fakes.put(signal, new FakeIntake(signal));
    return fakes;
  }

  private Doors(String grpc, String http, Map<Signal, Intake> intakes) throws Exception {
    this.intakes = intakes;
    String yaml = "protocols: {grpc: {%s}, http: {%s}}";
    String port = "endpoint: \"127.0.0.1:0\"";
    Section section = Sections.parse(yaml.formatted(join(port, grpc), join(port, http)));
    OtlpReceiverConfig config = new OtlpReceiverFactory().read(section);
    assertThat(Sections.problems(section)).isEmpty();
    settings = TestSettings.of("otlp", Clock.SYSTEM, timer);
    receiver = new OtlpReceiver(config, settings, intakes);
    try {
      receiver.start();
    } catch (StartException e) {
      close();
      throw e;
    }
  }

  private static String join(String one, String other) {
    if (other.contains("endpoint:")) return other;
    return other.isEmpty() ? one : one + ", " + other;
  }

  FakeIntake intake(Signal signal) {
    return (FakeIntake) intakes.get(signal);
  }

  RawClient http() throws IOException {
    return new RawClient(receiver.httpAddress());
  }

  int httpPort() {
    return receiver.httpAddress().getPort();
  }

  int grpcPort() {
    return receiver.grpcPort();
  }

  /** A counter's value; labels as name and value in turn. */
  double counter(String name, String... labels) {
    return settings.instruments().registry().get(name).tags(labels).functionCounter().count();
  }

  void stop() {
    receiver.stop(Deadline.in(Duration.ofSeconds(5), Clock.SYSTEM));
  }

  @Override
  public void close() throws Exception {
    stop();
    settings.shared().close();
    timer.shutdownNow();
  }
}
