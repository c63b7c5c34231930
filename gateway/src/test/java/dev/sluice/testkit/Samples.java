package dev.sluice.testkit;

import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Fan;
import dev.sluice.data.Ledger;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ByteSlice;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;

/** Small telemetry with names, and batches that somebody answers for. */
public final class Samples {
  private Samples() {}

  public static Branch branch(String exporter, Signal signal) {
    return new Branch(new Ledger().account(exporter, signal), 64L << 20);
  }

  /**
   * One request of log records with these bodies, from one service, answered for in that branch.
   */
  public static Batch logs(Branch branch, String service, String... bodies) {
    return logs(branch, Metadata.EMPTY, service, bodies);
  }

  /** The same, of a client that said more than its telemetry. */
  public static Batch logs(Branch branch, Metadata metadata, String service, String... bodies) {
    ResourceGroup group = logGroup(service, bodies);
    long bytes = group.sizeInBytes();
    if (!branch.tryReserve(bytes)) throw new IllegalStateException("no room");
    var fan = new Fan(List.of(branch), bodies.length, bytes);
    return Batch.ofRequest(Signal.LOGS, new ResourceGroup[] {group}, fan, metadata).forBranch(0);
  }

  public static ResourceGroup logGroup(String service, String... bodies) {
    var scope = ScopeLogs.newBuilder();
    for (String body : bodies) {
      scope.addLogRecords(LogRecord.newBuilder().setBody(text(body)));
    }
    var rest =
        io.opentelemetry.proto.logs.v1.ResourceLogs.newBuilder()
            .addScopeLogs(scope)
            .build()
            .toByteArray();
    return ResourceGroup.of(
        ByteSlice.of(resource(service).toByteArray()), ByteSlice.of(rest), bodies.length);
  }

  public static Resource resource(String service) {
    return Resource.newBuilder()
        .addAttributes(KeyValue.newBuilder().setKey("service.name").setValue(text(service)))
        .build();
  }

  private static AnyValue.Builder text(String value) {
    return AnyValue.newBuilder().setStringValue(value);
  }
}
