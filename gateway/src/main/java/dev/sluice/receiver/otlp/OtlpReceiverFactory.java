package dev.sluice.receiver.otlp;

import dev.sluice.component.Intake;
import dev.sluice.component.Receiver;
import dev.sluice.component.ReceiverFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.otlp.Signal;
import java.util.Map;

public final class OtlpReceiverFactory implements ReceiverFactory<OtlpReceiverConfig> {
  @Override
  public String type() {
    return "otlp";
  }

  @Override
  public String summary() {
    return "takes OTLP over gRPC and HTTP, in protobuf and JSON";
  }

  @Override
  public OtlpReceiverConfig read(Section section) {
    return OtlpReceiverConfig.read(section);
  }

  @Override
  public Receiver create(OtlpReceiverConfig config, Settings settings, Map<Signal, Intake> intakes)
      throws StartException {
    return new OtlpReceiver(config, settings, intakes);
  }
}
