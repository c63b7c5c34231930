package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.Otlp.AggregationTemporality;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.WireType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks one metric: finds out what it is, wherever in the message that stands, then hands its
 * points to the translator of their kind. Owner: the encoder's thread.
 *
 * <p>A metric's data is a oneof: if it stands there several times, the last alternative counts, and
 * neighbours of the same alternative are one.
 */
final class MetricWalk {
  /**
   * The field that holds the points in every alternative, and that of their time in every point.
   */
  private static final int DATA_POINTS = Otlp.Gauge.DATA_POINTS;

  private static final int TEMPORALITY = Otlp.Sum.AGGREGATION_TEMPORALITY;
  private static final int TIME = Otlp.NumberDataPoint.TIME_UNIX_NANO;

  private final Wire wire;
  private final MetricTable table;
  private final RequestBuffer buffer;
  private final DeltaStreams deltas;
  private final Omissions omissions;
  private final NumberPoints numbers;
  private final HistogramPoints histograms;
  private final ExponentialPoints exponentials;
  private final SummaryPoints summaries;

  private final ProtoCursor metric = new ProtoCursor();
  private final ProtoCursor data = new ProtoCursor();
  private final ProtoCursor point = new ProtoCursor();
  private final ProtoWriter key = new ProtoWriter();

  private @Nullable RequestResource resource;
  private long limit;

  // The metric being walked.
  private int nameFrom;
  private int nameTo;
  private int unitFrom;
  private int unitTo;
  private int helpFrom;
  private int helpTo;
  private final Gathered metadata = new Gathered();
  private int dataField;
  private int dataFrom;
  private long temporality;
  private boolean monotonic;

  MetricWalk(
      HistogramForm form,
      Wire wire,
      MetricTable table,
      PointLabels labels,
      RequestBuffer buffer,
      DeltaStreams deltas,
      Omissions omissions) {
    this.wire = wire;
    this.deltas = deltas;
    this.table = table;
    this.buffer = buffer;
    this.omissions = omissions;
    var exemplars = new Exemplars(wire, buffer);
    numbers = new NumberPoints(labels, buffer, deltas, exemplars);
    histograms = new HistogramPoints(form, labels, buffer, deltas, exemplars);
    exponentials = new ExponentialPoints(labels, buffer, deltas, exemplars);
    summaries = new SummaryPoints(labels, buffer, deltas);
  }

  /** The metrics that follow are of this resource. Stops when the request exceeds {@code limit}. */
  void begin(RequestResource newResource, long newLimit) {
    resource = newResource;
    limit = newLimit;
  }

  /** Walks the metric that stands there. */
  void metric(byte[] array, int from, int to) {
    findParts(array, from, to);
    if (dataField == 0) return;
    findTemporality(array, to);
    Kind kind = Kind.ofData(dataField, monotonic);
    Omission obstacle = obstacle(kind);
    PointTranslator translator = null;
    metric.reset(array, dataFrom, to);
    while (metric.next()) {
      if (!metric.isLen(dataField)) continue;
      metric.into(data);
      while (data.next() && buffer.size() <= limit) {
        if (!data.isLen(DATA_POINTS)) continue;
        if (obstacle != null) {
          see(data);
          omissions.add(obstacle, array, nameFrom, nameTo);
          continue;
        }
        if (translator == null) translator = translator(array, kind);
        Omission cause = translator.translate(array, data.valueStart(), data.valueEnd());
        if (cause != null) omissions.add(cause, array, nameFrom, nameTo);
      }
    }
    if (translator != null) table.recount(translator.metric());
  }

  private void findParts(byte[] array, int from, int to) {
    nameFrom = nameTo = unitFrom = unitTo = helpFrom = helpTo = from;
    metadata.clear();
    dataField = 0;
    metric.reset(array, from, to);
    while (metric.next()) {
      if (metric.wireType() != WireType.LEN) continue;
      switch (metric.field()) {
        case Otlp.Metric.NAME -> {
          nameFrom = metric.valueStart();
          nameTo = metric.valueEnd();
        }
        case Otlp.Metric.UNIT -> {
          unitFrom = metric.valueStart();
          unitTo = metric.valueEnd();
        }
        case Otlp.Metric.DESCRIPTION -> {
          helpFrom = metric.valueStart();
          helpTo = metric.valueEnd();
        }
        case Otlp.Metric.METADATA -> metadata.addField(metric);
        case Otlp.Metric.GAUGE,
            Otlp.Metric.SUM,
            Otlp.Metric.HISTOGRAM,
            Otlp.Metric.EXPONENTIAL_HISTOGRAM,
            Otlp.Metric.SUMMARY -> {
          if (metric.field() == dataField) continue;
          dataField = metric.field();
          dataFrom = metric.fieldStart();
        }
        default -> {}
      }
    }
  }

  private void findTemporality(byte[] array, int to) {
    temporality = AggregationTemporality.UNSPECIFIED;
    monotonic = false;
    if (dataField == Otlp.Metric.GAUGE || dataField == Otlp.Metric.SUMMARY) return;
    metric.reset(array, dataFrom, to);
    while (metric.next()) {
      if (!metric.isLen(dataField)) continue;
      metric.into(data);
      while (data.next()) {
        if (data.isVarint(TEMPORALITY)) temporality = data.varint();
        if (data.isVarint(Otlp.Sum.IS_MONOTONIC)) monotonic = data.bool();
      }
    }
  }

  private @Nullable Omission obstacle(Kind kind) {
    if (kind == Kind.GAUGE || kind == Kind.SUMMARY) return null;
    if (temporality == AggregationTemporality.CUMULATIVE) return null;
    if (temporality != AggregationTemporality.DELTA) return Omission.NO_TEMPORALITY;
    return deltas.areWanted() ? null : Omission.DELTA;
  }

  private boolean isDelta(Kind kind) {
    boolean hasTemporality = kind != Kind.GAUGE && kind != Kind.SUMMARY;
    return hasTemporality && temporality == AggregationTemporality.DELTA;
  }

  private PointTranslator translator(byte[] array, Kind kind) {
    key.clear();
    MetricKey.write(key, kind, array, nameFrom, nameTo, unitFrom, unitTo);
    MetricEntry entry = table.of(key.array(), 0, key.size());
    wire.describe(entry, array, helpFrom, helpTo, metadata);
    PointTranslator translator =
        switch (kind) {
          case GAUGE, COUNTER, UP_DOWN -> numbers;
          case HISTOGRAM -> histograms;
          case EXPONENTIAL -> exponentials;
          case SUMMARY -> summaries;
        };
    translator.begin(Objects.requireNonNull(resource), entry, isDelta(kind));
    return translator;
  }

  /** A point that is left out counts for the time of {@code target_info} all the same. */
  private void see(ProtoCursor points) {
    points.into(point);
    while (point.next()) {
      if (point.isFixed64(TIME)) Objects.requireNonNull(resource).sees(point.fixed64());
    }
  }
}
