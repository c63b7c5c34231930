package dev.sluice.receiver.prometheus;

import dev.sluice.component.Admission;
import dev.sluice.component.Deadline;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.component.Settings;
import dev.sluice.data.Metadata;
import dev.sluice.data.Receipt;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.receiver.prometheus.series.Scraped;
import dev.sluice.telemetry.Bulletin;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands scrapes to the pipelines, or counts them as lost where there is no room: a target cannot be
 * told to come back, and its next page says the same again. Any thread.
 */
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);
  private static final String TRANSPORT = "http";

  /**
   * Before the second look for room; each wait is twice the one before, up to a second, since each
   * look that finds none counts as a request that was refused.
   */
  private static final long FIRST_WAIT_NANOS = 10_000_000;

  private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

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

  /**
   * Takes the parts of one scrape.
   *
   * @param first the room for the first of them
   * @param patience until when others may wait for theirs
   */
  Parts parts(Admission first, Deadline patience) {
    return new Parts(first, patience);
  }

  /**
   * The parts of one scrape, each into room of its own. A page may be more than there is room for
   * at once, so that all but the first wait for what goes out meanwhile: on the thread of the
   * scrape, which has nothing else to do. Belongs to one thread.
   */
  final class Parts implements Consumer<Scraped> {
    private final Admission first;
    private final Deadline patience;
    private boolean begun;
    private long largestBytes;
    private int points;

    private Parts(Admission first, Deadline patience) {
      this.first = first;
      this.patience = patience;
    }

    /** Of all parts, in bytes. */
    long largestBytes() {
      return largestBytes;
    }

    /** In all parts. */
    int points() {
      return points;
    }

    @Override
    public void accept(Scraped part) {
      points += part.points();
      largestBytes = Math.max(largestBytes, part.bytes());
      Refusal refusal = begun ? handWhenThereIsRoom(part) : hand(first, part);
      begun = true;
      if (refusal == null) {
        accepted.add(part.points());
      } else {
        refuse(refusal, part.points());
      }
    }

    private @Nullable Refusal handWhenThereIsRoom(Scraped part) {
      for (long wait = FIRST_WAIT_NANOS; ; wait = Math.min(2 * wait, LONGEST_WAIT_NANOS)) {
        Refusal refusal = tryToHand(part);
        boolean isHopeless = refusal == null || refusal.retryAfter() == null;
        if (isHopeless || patience.isOver() || Thread.currentThread().isInterrupted()) {
          return refusal;
        }
        LockSupport.parkNanos(Math.min(wait, patience.remainingNanos()));
      }
    }

    private @Nullable Refusal tryToHand(Scraped part) {
      try (Admission admission = admit(part.bytes())) {
        Refusal refusal = admission.refusal();
        return refusal != null ? refusal : hand(admission, part);
      }
    }
  }

  private static @Nullable Refusal hand(Admission admission, Scraped part) {
    Refusal refusal = admission.resize(part.bytes());
    if (refusal != null) return refusal;
    return admission.accept(
        part.groups().toArray(ResourceGroup[]::new), part.points(), Metadata.EMPTY, Receipt.NOBODY);
  }

  /** That many points of a scrape are lost. */
  void refuse(Refusal refusal, int points) {
    refused.add(points);
    refusals.warn(
        LOG,
        () ->
            "receiver '%s': %d data points of a scrape are lost: %s"
                .formatted(receiver, points, refusal.message()));
  }
}
