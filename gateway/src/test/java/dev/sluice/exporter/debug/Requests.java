package dev.sluice.exporter.debug;

import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.JsonLimits;
import dev.sluice.otlp.OtlpJson;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Batches out of OTLP/JSON. */
final class Requests {
  private Requests() {}

  /** The file of that signal, which has something of everything. */
  static Batch example(Branch branch) throws IOException {
    String name = "/debug/" + branch.signal().id() + ".json";
    try (InputStream in = Requests.class.getResourceAsStream(name)) {
      byte[] json = Objects.requireNonNull(in).readAllBytes();
      return ofJson(branch, new String(json, StandardCharsets.UTF_8));
    }
  }

  static Batch ofJson(Branch branch, String text) {
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    return of(
        branch, OtlpJson.toProtobuf(branch.signal(), json, 0, json.length, JsonLimits.DEFAULT));
  }

  static Batch of(Branch branch, byte[] request) {
    Signal signal = branch.signal();
    Scanned scanned = OtlpScan.scan(signal, request, ScanLimits.DEFAULT);
    if (!branch.tryReserve(request.length)) throw new IllegalStateException("no room");
    Fan fan = new Fan(List.of(branch), scanned.items(), request.length);
    return Batch.ofRequest(signal, scanned.groups(), fan, Metadata.EMPTY).forBranch(0);
  }
}
