package dev.sluice.sending;

import dev.sluice.component.Settings;
import dev.sluice.data.Account;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.telemetry.Instruments;
import java.util.function.LongSupplier;

/** The collector's exporter metrics, as views of the ledger; there from the start, with 0. */
final class SendingMetrics {
  private SendingMetrics() {}

  /** Returns those that go with the exporter. */
  static Gauges register(Settings settings, Branch branch, LongSupplier queueSize, long capacity) {
    Instruments instruments = settings.instruments();
    Account account = branch.account();
    String items = branch.signal().itemsInMetrics();
    String exporter = settings.id().toString();
    instruments.counter(
        "otelcol_exporter_sent_" + items,
        () -> account.settled(Outcome.DELIVERED),
        "exporter",
        exporter);
    instruments.counter(
        "otelcol_exporter_send_failed_" + items,
        () -> account.settled(Outcome.Kind.REJECTED) + account.settled(Outcome.Kind.DROPPED),
        "exporter",
        exporter);
    // The door refuses before the queue would have to, so this stays 0; dashboards ask for it.
    instruments.counter(
        "otelcol_exporter_enqueue_failed_" + items,
        () -> account.settled(Outcome.DROPPED_NO_ROOM),
        "exporter",
        exporter);
    var gauges = new Gauges(instruments);
    gauges.gauge(
        "otelcol_exporter_queue_size",
        queueSize::getAsLong,
        "exporter",
        exporter,
        "data_type",
        branch.signal().id());
    // The signals of an exporter have one between them, which none of them may take away.
    instruments.gauge("otelcol_exporter_queue_capacity", () -> capacity, "exporter", exporter);
    return gauges;
  }
}
