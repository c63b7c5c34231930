package dev.sluice.receiver.otlp;

import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.component.Settings;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.TooManyItemsException;
import dev.sluice.wire.MalformedException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One signal's way from a transport to the intake: room first, then the scan, then the pipelines.
 * The same for gRPC and HTTP. Runs on event loops; never blocks.
 */
final class Taker {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpReceiver.class);

  /**
   * What a resource group takes on the heap beside its bytes. A group of one empty item is six
   * bytes on the wire: counted by those alone, a few thousand such requests would be more than the
   * heap.
   */
  private static final long GROUP_BYTES = 128;

  /**
   * What a request takes so: its array's head, those who answer for it, its place in a queue. One
   * span alone has half of that in bytes.
   */
  private static final long REQUEST_BYTES = 256;

  private final Intake intake;
  private final Settings settings;
  private final String transport;
  private final LongAdder accepted;
  private final LongAdder refusedRequests;
  private final LongAdder malformedRequests;
  private final LongAdder repaired;
  private final FirstData firstData;

  Taker(Intake intake, Settings settings, String transport) {
    this.intake = intake;
    this.settings = settings;
    this.transport = transport;
    String items = signal().itemsInMetrics();
    String receiver = settings.id().toString();
    String[] labels = {"receiver", receiver, "transport", transport};
    accepted = settings.instruments().count("otelcol_receiver_accepted_" + items, labels);
    // Stays 0: what is refused is refused before it is read, so nobody knows how many items it had.
    settings.instruments().count("otelcol_receiver_refused_" + items, labels);
    refusedRequests = requests("sluice_receiver_refused_requests_total");
    malformedRequests = requests("sluice_receiver_malformed_requests_total");
    repaired = requests("sluice_receiver_repaired_strings_total");
    firstData = new FirstData(LOG, signal(), transport, settings.id());
  }

  private LongAdder requests(String name) {
    return settings
        .instruments()
        .count(
            name,
            "receiver",
            settings.id().toString(),
            "transport",
            transport,
            "signal",
            signal().id());
  }

  Signal signal() {
    return intake.signal();
  }

  /**
   * Asks for room before a body is read; what is refused is counted.
   *
   * @param announced what the whole body will have, as far as the client says
   */
  Admission admit(long bytes, long announced) {
    Admission admission = intake.admit(bytes, announced);
    if (admission.refusal() != null) refusedRequests.increment();
    return admission;
  }

  /** More room for a body whose length was not known. Null: done; otherwise it is counted. */
  @Nullable Refusal grow(Admission admission, long totalBytes) {
    Refusal refusal = admission.resize(totalBytes);
    if (refusal != null) refusedRequests.increment();
    return refusal;
  }

  /** The body could not be taken. */
  void malformed(Admission admission) {
    admission.close();
    malformedRequests.increment();
  }

  /**
   * Takes {@code body}, which is protobuf, over, and {@code admission} with it. The client is told
   * once, now or later.
   */
  void take(byte[] body, Admission admission, Metadata metadata, Waiting client) {
    Verdict verdict;
    try (admission) {
      verdict = takeAdmitted(body, admission, metadata, client);
    }
    if (verdict != null) client.answer(verdict);
  }

  /**
   * Null: it was handed on, and the pipelines tell the client. The caller closes the admission,
   * whatever happens: that does nothing once it is accepted.
   */
  private @Nullable Verdict takeAdmitted(
      byte[] body, Admission admission, Metadata metadata, Waiting client) {
    Refusal noRoom = admission.resize(body.length);
    if (noRoom != null) {
      refusedRequests.increment();
      return Verdict.refused(noRoom);
    }
    Scanned scanned;
    try {
      scanned = OtlpScan.scan(signal(), body, ScanLimits.DEFAULT);
    } catch (MalformedException e) {
      malformed(admission);
      return Verdict.malformed(e.getMessage());
    } catch (TooManyItemsException e) {
      malformed(admission);
      return Verdict.tooLarge(e.getMessage());
    }
    if (scanned.repaired() > 0) repaired.add(scanned.repaired());
    if (scanned.items() == 0) return Verdict.ACCEPTED;
    noRoom = grow(admission, heapBytes(body, scanned));
    if (noRoom != null) return Verdict.refused(noRoom);
    // Counted before the client is told, which may be at once.
    accepted.add(scanned.items());
    firstData.came(scanned.groups()[0], metadata.peer());
    noRoom = admission.accept(scanned.groups(), scanned.items(), metadata, client);
    if (noRoom == null) return null;
    accepted.add(-scanned.items());
    refusedRequests.increment();
    return Verdict.refused(noRoom);
  }

  private static long heapBytes(byte[] body, Scanned scanned) {
    return body.length + REQUEST_BYTES + GROUP_BYTES * scanned.groups().length;
  }
}
