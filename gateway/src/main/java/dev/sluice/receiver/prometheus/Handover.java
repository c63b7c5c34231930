package dev.sluice.receiver.prometheus;

import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.component.Settings;
import dev.sluice.data.Metadata;
import dev.sluice.data.Receipt;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.receiver.prometheus.series.Scraped;
import dev.sluice.telemetry.Bulletin;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands scrapes to the pipelines, or counts them as lost where there is no room: a target cannot be
 * told to come back, and its next page says the same again. Any thread.
 */
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);
  private static final String TRANSPORT = "http";

  private final Intake intake;
  private final String receiver;
  private final LongAdder accepted;
  private final LongAdder refused;
  private final Bulletin refusals;

  Handover(Intake intake, Settings settings) {
    this.intake = intake;
    this.receiver = settings.id().toString();
    this.accepted = counter(settings, "otelcol_receiver_accepted_metric_points");
    this.refused = counter(settings, "otelcol_receiver_refused_metric_points");
    this.refusals = new Bulletin(settings.clock()::nanoTime);
  }

  private static LongAdder counter(Settings settings, String name) {
    return settings
        .instruments()
        .count(name, "receiver", settings.id().toString(), "transport", TRANSPORT);
  }

  /** Room for a scrape before it is made; the caller closes it. */
  Admission admit(long bytes) {
    return intake.admit(bytes);
  }

  void deliver(Admission admission, Scraped scraped) {
    Refusal refusal = admission.resize(scraped.bytes());
    if (refusal != null) {
      refuse(refusal, scraped.points());
      return;
    }
    refusal =
        admission.accept(
            scraped.groups().toArray(ResourceGroup[]::new),
            scraped.points(),
            Metadata.EMPTY,
            Receipt.NOBODY);
    if (refusal == null) {
      accepted.add(scraped.points());
    } else {
      refuse(refusal, scraped.points());
    }
  }

  /** A scrape of that many points is lost. */
  void refuse(Refusal refusal, int points) {
    refused.add(points);
    refusals.warn(
        LOG,
        () ->
            "receiver '%s': a scrape of %d data points is lost: %s"
                .formatted(receiver, points, refusal.message()));
  }
}
