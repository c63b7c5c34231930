package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.integer;
import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.request;
import static dev.sluice.exporter.loki.Logs.resource;
import static dev.sluice.exporter.loki.Logs.string;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Batch;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TenantsTest {
  private static final Tenants TENANTS = new Tenants(new LokiResources(DefaultLabels.ALL));

  @Test
  void withoutHints_aBatchStaysAsItIs() {
    Batch batch = Logs.batch(request(resource(kv("tenant", "acme")), log(), log()));
    assertThat(parts(batch)).containsExactly(Map.entry("", batch));
  }

  @Test
  void theResourcesHint_takesTheWholeGroup() {
    Batch batch =
        Logs.batch(request(resource(kv("loki.tenant", "t"), kv("t", "acme")), log(), log()));
    assertThat(parts(batch)).containsExactly(Map.entry("acme", batch));
    assertThat(TENANTS.of(batch)).isEqualTo("acme");
  }

  @Test
  void theRecordsHint_partsTheRecords_inTheirOrder() {
    var logs =
        request(
            resource(),
            named("1", "a"),
            named("2", "b"),
            named("3", "a"),
            log().setBody(string("4")));
    Map<String, Batch> parts = parts(Logs.batch(logs));
    assertThat(parts).containsOnlyKeys("a", "b", "");
    assertThat(bodies(parts.get("a"))).containsExactly("1", "3");
    assertThat(bodies(parts.get("b"))).containsExactly("2");
    assertThat(bodies(parts.get(""))).containsExactly("4");
    parts.forEach((tenant, part) -> assertThat(TENANTS.of(part)).isEqualTo(tenant));
  }

  @Test
  void onlyAString_isATenant() {
    assertThat(
            parts(
                Logs.batch(request(resource(kv("loki.tenant", "t"), kv("t", integer(5))), log()))))
        .containsOnlyKeys("");
    var log = log(kv("loki.tenant", "t"), kv("t", Logs.bool(true)));
    assertThat(parts(Logs.batch(request(resource(), log)))).containsOnlyKeys("");
  }

  @Property(tries = 1000)
  void everyRecord_isInThePartOfItsTenant_andNothingIsLost(@ForAll long seed) throws Exception {
    ExportLogsServiceRequest request = new RandomLogs(seed, true).request();
    Batch batch = Logs.batch(request);
    Map<String, Batch> parts = parts(batch);
    assertThat(parts.values().stream().mapToInt(Batch::items).sum()).isEqualTo(batch.items());
    var expected = new LinkedHashMap<String, List<Object>>();
    walk(
        request,
        (group, scope, record) ->
            expected
                .computeIfAbsent(tenant(group, record), any -> new ArrayList<>())
                .add(List.of(group.getResource(), scope.getScope(), record)));
    if (batch.items() == 0) return;
    assertThat(parts.keySet()).isEqualTo(expected.keySet());
    for (String tenant : parts.keySet()) {
      var actual = new ArrayList<Object>();
      Batch part = parts.get(tenant);
      walk(
          decoded(part),
          (group, scope, record) ->
              actual.add(List.of(group.getResource(), scope.getScope(), record)));
      assertThat(actual).isEqualTo(expected.get(tenant)).hasSize(part.items());
      assertThat(TENANTS.of(part)).isEqualTo(tenant);
    }
  }

  /** The rule, said with objects. */
  private static String tenant(ResourceLogs group, LogRecord record) {
    List<KeyValue> shared = group.getResource().getAttributesList();
    List<KeyValue> own = record.getAttributesList();
    AnyValue hint = find(shared, "loki.tenant");
    if (hint == null) hint = find(own, "loki.tenant");
    if (hint == null) return "";
    AnyValue tenant = find(shared, hint.getStringValue());
    if (tenant == null) tenant = find(own, hint.getStringValue());
    return tenant == null ? "" : tenant.getStringValue();
  }

  private static AnyValue find(List<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)) return attribute.getValue();
    }
    return null;
  }

  private static Map<String, Batch> parts(Batch batch) {
    var parts = new LinkedHashMap<String, Batch>();
    TENANTS.partition(batch, (tenant, part) -> assertThat(parts.put(tenant, part)).isNull());
    return parts;
  }

  private static LogRecord.Builder named(String body, String tenant) {
    return log(kv("loki.tenant", "who"), kv("who", tenant)).setBody(string(body));
  }

  private static List<String> bodies(Batch batch) {
    var bodies = new ArrayList<String>();
    walk(decoded(batch), (group, scope, record) -> bodies.add(record.getBody().getStringValue()));
    return bodies;
  }

  private interface Visitor {
    void visit(ResourceLogs group, ScopeLogs scope, LogRecord record);
  }

  private static void walk(ExportLogsServiceRequest request, Visitor visitor) {
    for (ResourceLogs group : request.getResourceLogsList()) {
      for (ScopeLogs scope : group.getScopeLogsList()) {
        for (LogRecord record : scope.getLogRecordsList()) visitor.visit(group, scope, record);
      }
    }
  }

  private static ExportLogsServiceRequest decoded(Batch batch) {
    var out = new ProtoWriter();
    for (int i = 0; i < batch.size(); i++) batch.group(i).writeTo(out);
    try {
      return ExportLogsServiceRequest.parseFrom(out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
