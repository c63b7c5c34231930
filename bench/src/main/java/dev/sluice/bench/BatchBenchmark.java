package dev.sluice.bench;

import dev.sluice.data.Account;
import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Branch;
import dev.sluice.data.Fan;
import dev.sluice.data.Ledger;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.AnyValues;
import dev.sluice.otlp.AttributeMap;
import dev.sluice.otlp.ItemRewriter;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.OtlpSplit;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What happens to a scanned request on its way to an exporter, per span. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchBenchmark {
  private static final int SPANS = 512;
  private static final int RESOURCES = 4;
  private static final int SPLIT = 100;

  private static final ByteSlice ENVIRONMENT = ByteSlice.utf8("deployment.environment");
  private static final ByteSlice CLUSTER = ByteSlice.utf8("k8s.cluster.name");
  private static final ByteSlice VALUE = AnyValues.of("production");

  @Param({"ascending", "descending"})
  String order = "";

  private final BatchBuilder builder = new BatchBuilder(Signal.TRACES);
  private final AttributeMap attributes = new AttributeMap();
  private final ItemRewriter rewriter = new ItemRewriter();
  private ResourceGroup[] groups = {};
  private Batch[] requests = {};

  @Setup
  public void setUp() {
    byte[] request = Payloads.traces(SPANS, RESOURCES, order.equals("descending"));
    groups = OtlpScan.scan(Signal.TRACES, request, ScanLimits.DEFAULT).groups();
    Account account = new Ledger().account("bench", Signal.TRACES);
    Fan fan = new Fan(List.of(new Branch(account, Long.MAX_VALUE)), SPANS, 0);
    requests = new Batch[] {Batch.ofRequest(Signal.TRACES, groups, fan, Metadata.EMPTY)};
  }

  /** Into the batch and out of it: references only. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Batch add() {
    for (Batch request : requests) builder.add(request);
    return builder.build(Metadata.EMPTY);
  }

  /** Into parts of 100 spans. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void split(Blackhole sink) {
    for (ResourceGroup group : groups) sink.consume(OtlpSplit.every(Signal.TRACES, group, SPLIT));
  }

  /** Two attributes set on each resource, without remembering what came of it. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void spliceResource(Blackhole sink) {
    for (ResourceGroup group : groups) {
      attributes.read(group.resource(), Otlp.Resource.ATTRIBUTES);
      attributes.put(ENVIRONMENT, VALUE);
      attributes.put(CLUSTER, VALUE);
      sink.consume(group.withResource(attributes.toSlice()));
    }
  }

  /** One attribute set on each span. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void spliceSpans(Blackhole sink) {
    for (ResourceGroup group : groups) {
      sink.consume(
          rewriter.rewrite(
              Signal.TRACES, group, item -> item.attributes().put(ENVIRONMENT, VALUE)));
    }
  }

  /** Each span looked at and left as it is. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void inspectSpans(Blackhole sink) {
    for (ResourceGroup group : groups) {
      sink.consume(
          rewriter.rewrite(
              Signal.TRACES, group, item -> sink.consume(item.attributes().find(ENVIRONMENT))));
    }
  }

  /** The body of an OTLP/HTTP request in one array. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public ProtoWriter flush() {
    int size = 0;
    for (ResourceGroup group : groups) size += group.sizeInBytes();
    ProtoWriter body = new ProtoWriter(size);
    for (ResourceGroup group : groups) group.writeTo(body);
    return body;
  }
}
