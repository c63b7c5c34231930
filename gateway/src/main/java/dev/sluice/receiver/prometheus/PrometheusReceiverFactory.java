package dev.sluice.receiver.prometheus;

import dev.sluice.component.Intake;
import dev.sluice.component.Receiver;
import dev.sluice.component.ReceiverFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.Section;
import dev.sluice.otlp.Signal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

public final class PrometheusReceiverFactory implements ReceiverFactory<PrometheusReceiverConfig> {
  @Override
  public String type() {
    return "prometheus";
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.of(Signal.METRICS);
  }

  @Override
  public String summary() {
    return "scrapes Prometheus endpoints";
  }

  @Override
  public PrometheusReceiverConfig read(Section section) {
    return PrometheusReceiverConfig.read(section);
  }

  @Override
  public Receiver create(
      PrometheusReceiverConfig config, Settings settings, Map<Signal, Intake> intakes) {
    String host = System.getenv().getOrDefault("HOSTNAME", "");
    return new PrometheusReceiver(config, settings, intakes.get(Signal.METRICS), host);
  }
}
