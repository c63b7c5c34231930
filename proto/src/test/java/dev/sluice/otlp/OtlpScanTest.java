package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Captures.Capture;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.WireType;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpScanTest {
  private static final Resource RESOURCE =
      Resource.newBuilder().setDroppedAttributesCount(7).build();
  private static final ScopeSpans TWO_SPANS =
      ScopeSpans.newBuilder()
          .addSpans(Span.newBuilder().setName("a"))
          .addSpans(Span.newBuilder().setName("b"))
          .build();

  static List<Capture> captures() {
    return Captures.all();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void captures_areCutWithoutChange(Capture capture) {
    Message expected = Oracle.mustParse(capture.signal(), capture.bytes());

    Scanned scanned = OtlpScan.scan(capture.signal(), capture.bytes(), ScanLimits.DEFAULT);

    assertThat(scanned.items()).isEqualTo(Oracle.items(expected));
    assertThat(scanned.repaired()).isZero();
    assertThat(Oracle.parse(capture.signal(), scanned.groups())).isEqualTo(expected);
  }

  @Test
  void emptyRequest_hasNoGroups() {
    Scanned scanned = scan(new byte[0]);

    assertThat(scanned.groups()).isEmpty();
    assertThat(scanned.items()).isZero();
  }

  @Test
  void groupsWithoutItems_areKept() {
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().setResource(RESOURCE))
            .addResourceSpans(ResourceSpans.newBuilder())
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(TWO_SPANS))
            .build()
            .toByteArray();

    assertThat(scan(request).groups()).extracting(ResourceGroup::items).containsExactly(0, 0, 2);
  }

  @Test
  void absentResource_isNotAnEmptyOne() {
    byte[] absent = group(scopeField());
    byte[] empty = group(resourceField(Resource.getDefaultInstance()), scopeField());

    assertThat(scan(absent).groups()[0].hasResource()).isFalse();
    assertThat(scan(empty).groups()[0].hasResource()).isTrue();
    assertThat(scan(empty).groups()[0].resource().isEmpty()).isTrue();
  }

  @Test
  void resource_mayStandAnywhere() {
    byte[] first = group(resourceField(RESOURCE), scopeField(), scopeField());
    byte[] amid = group(scopeField(), resourceField(RESOURCE), scopeField());
    byte[] last = group(scopeField(), scopeField(), resourceField(RESOURCE));

    for (byte[] request : List.of(first, amid, last)) {
      ResourceGroup group = scan(request).groups()[0];
      assertThat(group.resource().toByteArray()).isEqualTo(RESOURCE.toByteArray());
      assertThat(group.rest().toByteArray()).isEqualTo(concat(scopeField(), scopeField()));
      assertThat(group.items()).isEqualTo(4);
    }
  }

  @Test
  void severalResources_areMerged() {
    Resource other = Resource.newBuilder().setDroppedAttributesCount(9).build();
    byte[] request =
        group(resourceField(RESOURCE), scopeField(), resourceField(other), scopeField());

    ResourceGroup group = scan(concat(request, group(scopeField()))).groups()[0];

    assertThat(group.resource().toByteArray())
        .isEqualTo(concat(RESOURCE.toByteArray(), other.toByteArray()));
    assertThat(group.rest().toByteArray()).isEqualTo(concat(scopeField(), scopeField()));
  }

  @Test
  void gathering_staysInsideItsGroup() {
    byte[] untidy = group(scopeField(), resourceField(RESOURCE), scopeField());
    byte[] tidy = group(resourceField(RESOURCE), scopeField());

    ResourceGroup[] groups = scan(concat(tidy, untidy, tidy)).groups();

    assertThat(Oracle.request(groups[0])).isEqualTo(tidy);
    assertThat(Oracle.request(groups[2])).isEqualTo(tidy);
  }

  @Test
  void unknownFieldsOfTheRequest_areDropped() {
    byte[] unknown = new ProtoWriter().string(2, "x").varint(1, 5).fixed64(9, 1).toByteArray();
    byte[] known = group(resourceField(RESOURCE), scopeField());

    assertThat(Oracle.request(scan(concat(unknown, known, unknown)).groups())).isEqualTo(known);
  }

  @Test
  void invalidTexts_areRepairedAndCounted() {
    byte[] name = {'a', (byte) 0xFF, 'b', (byte) 0xE2, (byte) 0x82, 'c'};
    byte[] request = spanWith(new ProtoWriter().bytes(Otlp.Span.NAME, name).string(3, "ok"));

    Scanned scanned = scan(request);

    assertThat(scanned.repaired()).isEqualTo(1);
    assertThat(spanOf(scanned).getName()).isEqualTo("a?b??c");
    assertThat(spanOf(scanned).getTraceState()).isEqualTo("ok");
  }

  @Test
  void aTextAfterALongRunOfAscii_isLookedAtToo() {
    byte[] invalid = {'x', (byte) 0xC0};
    ProtoWriter span = new ProtoWriter();
    for (int i = 0; i < 20; i++) {
      span.raw(attribute("key".repeat(i), "value".repeat(i).getBytes()));
      span.raw(attribute("key" + i, invalid));
    }

    Scanned scanned = scan(spanWith(span));

    assertThat(scanned.repaired()).isEqualTo(20);
    assertThat(spanOf(scanned).getAttributesList())
        .filteredOn(attribute -> attribute.getKey().matches("key\\d+"))
        .allSatisfy(kv -> assertThat(kv.getValue().getStringValue()).isEqualTo("x?"));
  }

  @Test
  void aKeyAfterItsValue_isRepaired() {
    byte[] value = new ProtoWriter().string(Otlp.AnyValue.STRING_VALUE, "text").toByteArray();
    ProtoWriter keyValue = new ProtoWriter().bytes(Otlp.KeyValue.VALUE, value);
    keyValue.bytes(Otlp.KeyValue.KEY, new byte[] {'k', (byte) 0x80});
    ProtoWriter span = new ProtoWriter().bytes(Otlp.Span.ATTRIBUTES, keyValue.toByteArray());

    Scanned scanned = scan(spanWith(span));

    assertThat(scanned.repaired()).isEqualTo(1);
    assertThat(spanOf(scanned).getAttributes(0).getKey()).isEqualTo("k?");
  }

  @Test
  void bytes_areNotTexts() {
    byte[] value =
        new ProtoWriter()
            .bytes(Otlp.AnyValue.BYTES_VALUE, new byte[] {(byte) 0xFF, (byte) 0xFE})
            .toByteArray();
    ProtoWriter keyValue =
        new ProtoWriter().string(Otlp.KeyValue.KEY, "k").bytes(Otlp.KeyValue.VALUE, value);
    ProtoWriter span = new ProtoWriter().bytes(Otlp.Span.ATTRIBUTES, keyValue.toByteArray());

    Scanned scanned = scan(spanWith(span));

    assertThat(scanned.repaired()).isZero();
    assertThat(spanOf(scanned).getAttributes(0).getValue().getBytesValue())
        .isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xFF, (byte) 0xFE}));
  }

  @Test
  void anotherAlternativeOfAMetric_takesThePlaceOfTheFirst() {
    Gauge gauge = Gauge.newBuilder().addAllDataPoints(points(3)).build();
    Sum sum = Sum.newBuilder().addAllDataPoints(points(2)).build();
    byte[] metric =
        concat(
            Metric.newBuilder().setGauge(gauge).build().toByteArray(),
            Metric.newBuilder().setSum(sum).build().toByteArray(),
            Metric.newBuilder().setSum(sum).build().toByteArray());
    byte[] scope = new ProtoWriter().bytes(Otlp.ScopeMetrics.METRICS, metric).toByteArray();
    byte[] request =
        group(new ProtoWriter().bytes(Otlp.ResourceMetrics.SCOPE_METRICS, scope).toByteArray());

    Scanned scanned = OtlpScan.scan(Signal.METRICS, request, ScanLimits.DEFAULT);

    assertThat(scanned.items()).isEqualTo(4);
    assertThat(Oracle.items(Oracle.parse(Signal.METRICS, scanned.groups()))).isEqualTo(4);
  }

  @Test
  void lengthBeyondTheEnd_isRefusedWithItsPlace() {
    byte[] request =
        spanWith(
            new ProtoWriter()
                .tag(Otlp.Span.NAME, WireType.LEN)
                .rawVarint(90)
                .raw(new byte[12], 0, 12));

    assertThatThrownBy(() -> scan(request))
        .isInstanceOf(MalformedException.class)
        .hasMessage(
            "malformed protobuf at byte 6: field 5 claims 90 bytes, 12 left"
                + " (in ResourceSpans > ScopeSpans > Span)");
  }

  @Test
  void lengthOfMoreThan31Bits_isRefusedAsWritten() {
    byte[] request = spanWith(new ProtoWriter().tag(5, WireType.LEN).rawVarint(0xFFFF_FFF0L));

    assertThatThrownBy(() -> scan(request)).hasMessageContaining("claims 4294967280 bytes, 0 left");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 15, 17, 32})
  void traceIdsOfAnotherLength_areRefused(int length) {
    byte[] request = spanWith(new ProtoWriter().bytes(Otlp.Span.TRACE_ID, new byte[length]));

    assertThatThrownBy(() -> scan(request))
        .hasMessageContaining("trace id of %d bytes, expected 16 or none".formatted(length));
  }

  @Test
  void numbersOfElevenBytes_areRefused() {
    byte[] number = new byte[11];
    java.util.Arrays.fill(number, 0, 10, (byte) 0xFF);
    byte[] request = spanWith(new ProtoWriter().tag(6, WireType.VARINT).raw(number, 0, 11));

    assertThatThrownBy(() -> scan(request)).hasMessageContaining("more than ten bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {47, 48, 49, 10_000})
  void nesting_isBoundedAsInTheGeneratedClasses(int lists) {
    byte[] value = {};
    for (int i = 0; i < lists; i++) {
      byte[] list = new ProtoWriter().bytes(Otlp.ArrayValue.VALUES, value).toByteArray();
      value = new ProtoWriter().bytes(Otlp.AnyValue.ARRAY_VALUE, list).toByteArray();
    }
    byte[] keyValue = new ProtoWriter().bytes(Otlp.KeyValue.VALUE, value).toByteArray();
    byte[] request = spanWith(new ProtoWriter().bytes(Otlp.Span.ATTRIBUTES, keyValue));

    ScanOracle.check(Signal.TRACES, request, lists + " lists in each other");
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 31, 32, 33})
  void nestingOfMaps_isBoundedAsInTheGeneratedClasses(int maps) {
    byte[] text = new ProtoWriter().string(Otlp.AnyValue.STRING_VALUE, "text").toByteArray();
    for (byte[] leaf : List.of(text, new byte[0])) {
      byte[] value = leaf;
      for (int i = 0; i < maps; i++) {
        byte[] keyValue =
            new ProtoWriter()
                .string(Otlp.KeyValue.KEY, "k")
                .bytes(Otlp.KeyValue.VALUE, value)
                .toByteArray();
        byte[] map = new ProtoWriter().bytes(Otlp.KeyValueList.VALUES, keyValue).toByteArray();
        value = new ProtoWriter().bytes(Otlp.AnyValue.KVLIST_VALUE, map).toByteArray();
      }
      byte[] keyValue = new ProtoWriter().bytes(Otlp.KeyValue.VALUE, value).toByteArray();
      byte[] request = spanWith(new ProtoWriter().bytes(Otlp.Span.ATTRIBUTES, keyValue));

      ScanOracle.check(Signal.TRACES, request, maps + " maps in each other");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {96, 97, 98, 10_000})
  void groups_areBoundedAsInTheGeneratedClasses(int groups) {
    ProtoWriter span = new ProtoWriter();
    for (int i = 0; i < groups; i++) span.tag(99, WireType.START_GROUP);
    for (int i = 0; i < groups; i++) span.tag(99, WireType.END_GROUP);

    ScanOracle.check(Signal.TRACES, spanWith(span), groups + " groups in each other");
  }

  @Test
  void moreItemsThanAllowed_areRefusedBeforeTheEnd() {
    ScanLimits limits = new ScanLimits(3, 10, 10);
    byte[] two = group(scopeField());

    assertThat(OtlpScan.scan(Signal.TRACES, two.clone(), limits).items()).isEqualTo(2);
    assertThatThrownBy(() -> OtlpScan.scan(Signal.TRACES, concat(two, two), limits))
        .isInstanceOf(TooManyItemsException.class)
        .hasMessage("more than 3 spans in one request");
  }

  @Test
  void moreGroupsThanAllowed_areRefused() {
    byte[] request = new byte[2 * 11];
    for (int i = 0; i < request.length; i += 2) request[i] = 0x0A;

    assertThatThrownBy(() -> OtlpScan.scan(Signal.LOGS, request, new ScanLimits(100, 10, 10)))
        .isInstanceOf(TooManyItemsException.class)
        .hasMessage("more than 10 resource groups in one request");
  }

  @Test
  void moreAttributesThanAllowed_areRefused() {
    ProtoWriter span = new ProtoWriter();
    for (int i = 0; i < 3; i++) span.raw(attribute("key" + i, new byte[] {'x'}));
    byte[] request = spanWith(span);

    assertThat(OtlpScan.scan(Signal.TRACES, request, new ScanLimits(9, 9, 3)).items()).isOne();
    assertThatThrownBy(() -> OtlpScan.scan(Signal.TRACES, request, new ScanLimits(9, 9, 2)))
        .isInstanceOf(TooManyItemsException.class)
        .hasMessage("more than 2 attributes in one Span");
  }

  @Test
  void tenMillionEmptySpans_areRefused() {
    byte[] spans = new byte[20 << 20];
    for (int i = 0; i < spans.length; i += 2) spans[i] = (byte) (Otlp.ScopeSpans.SPANS << 3 | 2);
    byte[] scope = new ProtoWriter().bytes(Otlp.ResourceSpans.SCOPE_SPANS, spans).toByteArray();

    assertThatThrownBy(() -> scan(group(scope))).isInstanceOf(TooManyItemsException.class);
  }

  private static Scanned scan(byte[] request) {
    return OtlpScan.scan(Signal.TRACES, request, ScanLimits.DEFAULT);
  }

  private static Span spanOf(Scanned scanned) {
    var request = (ExportTraceServiceRequest) Oracle.parse(Signal.TRACES, scanned.groups());
    return request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  private static byte[] spanWith(ProtoWriter fields) {
    byte[] scope =
        new ProtoWriter().bytes(Otlp.ScopeSpans.SPANS, fields.toByteArray()).toByteArray();
    return group(new ProtoWriter().bytes(Otlp.ResourceSpans.SCOPE_SPANS, scope).toByteArray());
  }

  private static ByteSlice attribute(String key, byte[] text) {
    byte[] value = new ProtoWriter().bytes(Otlp.AnyValue.STRING_VALUE, text).toByteArray();
    byte[] keyValue =
        new ProtoWriter()
            .string(Otlp.KeyValue.KEY, key)
            .bytes(Otlp.KeyValue.VALUE, value)
            .toByteArray();
    return ByteSlice.of(new ProtoWriter().bytes(Otlp.Span.ATTRIBUTES, keyValue).toByteArray());
  }

  private static List<NumberDataPoint> points(int count) {
    return java.util.Collections.nCopies(count, NumberDataPoint.getDefaultInstance());
  }

  private static byte[] group(byte[]... fields) {
    return new ProtoWriter()
        .bytes(Otlp.ExportTraceServiceRequest.RESOURCE_SPANS, concat(fields))
        .toByteArray();
  }

  private static byte[] resourceField(Resource resource) {
    return new ProtoWriter()
        .bytes(Otlp.ResourceSpans.RESOURCE, resource.toByteArray())
        .toByteArray();
  }

  private static byte[] scopeField() {
    return new ProtoWriter()
        .bytes(Otlp.ResourceSpans.SCOPE_SPANS, TWO_SPANS.toByteArray())
        .toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ProtoWriter out = new ProtoWriter();
    for (byte[] part : parts) out.raw(part, 0, part.length);
    return out.toByteArray();
  }
}
