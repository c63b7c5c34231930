package dev.sluice.testkit;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a request of remote write says, in either version, read by protobuf's own reader. */
public record RemoteWrite(List<TimeSeries> timeseries, List<Metadata> metadata) {

  public record Label(String name, String value) {}

  /**
   * @param bits of the value: a stale marker is a NaN that differs from others
   * @param startMillis 0 in remote write 1.0
   */
  public record Sample(long bits, long millis, long startMillis) {
    public Sample(long bits, long millis) {
      this(bits, millis, 0);
    }

    public double value() {
      return Double.longBitsToDouble(bits);
    }

    @Override
    public String toString() {
      return value() + "@" + millis + (startMillis == 0 ? "" : " since " + startMillis);
    }
  }

  public record Exemplar(List<Label> labels, double value, long millis) {}

  public record Span(int offset, int length) {}

  public record Histogram(
      long count,
      long sumBits,
      int schema,
      double zeroThreshold,
      long zeroCount,
      List<Span> negativeSpans,
      List<Long> negativeDeltas,
      List<Span> positiveSpans,
      List<Long> positiveDeltas,
      List<Double> customValues,
      long millis,
      long startMillis) {}

  /**
   * @param metadata what stands in the series itself, in remote write 2.0 alone
   */
  public record TimeSeries(
      List<Label> labels,
      List<Sample> samples,
      List<Exemplar> exemplars,
      List<Histogram> histograms,
      List<Metadata> metadata) {

    /** {@code {__name__="up",job="x"}}, in the order on the wire. */
    public String name() {
      return text(labels);
    }
  }

  public record Metadata(int type, String family, String help, String unit) {}

  public static RemoteWrite decode(byte[] request) {
    try {
      var message = DynamicMessage.parseFrom(RemoteWriteSchema.WRITE_REQUEST, request);
      if (!message.getUnknownFields().asMap().isEmpty()) {
        throw new IllegalArgumentException("unknown fields: " + message.getUnknownFields());
      }
      return new RemoteWrite(
          children(message, "timeseries").stream().map(RemoteWrite::series).toList(),
          children(message, "metadata").stream().map(RemoteWrite::metadata).toList());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static TimeSeries series(Message series) {
    return new TimeSeries(
        labels(series),
        children(series, "samples").stream()
            .map(s -> new Sample(bits(s, "value"), (long) field(s, "timestamp")))
            .toList(),
        children(series, "exemplars").stream().map(RemoteWrite::exemplar).toList(),
        children(series, "histograms").stream().map(h -> histogram(h, 0)).toList(),
        List.of());
  }

  private static Exemplar exemplar(Message exemplar) {
    return new Exemplar(
        labels(exemplar), (double) field(exemplar, "value"), (long) field(exemplar, "timestamp"));
  }

  static Histogram histogram(Message h, long startMillis) {
    return new Histogram(
        (long) field(h, "count_int"),
        bits(h, "sum"),
        (int) field(h, "schema"),
        (double) field(h, "zero_threshold"),
        (long) field(h, "zero_count_int"),
        spans(h, "negative_spans"),
        longs(h, "negative_deltas"),
        spans(h, "positive_spans"),
        longs(h, "positive_deltas"),
        doubles(h, "custom_values"),
        (long) field(h, "timestamp"),
        startMillis);
  }

  private static List<Double> doubles(Message h, String name) {
    var doubles = new ArrayList<Double>();
    for (Object value : (List<?>) field(h, name)) doubles.add((Double) value);
    return doubles;
  }

  private static Metadata metadata(Message metadata) {
    return new Metadata(
        (int) field(metadata, "type"),
        (String) field(metadata, "metric_family_name"),
        (String) field(metadata, "help"),
        (String) field(metadata, "unit"));
  }

  private static List<Span> spans(Message h, String name) {
    return children(h, name).stream()
        .map(s -> new Span((int) field(s, "offset"), (int) field(s, "length")))
        .toList();
  }

  private static List<Long> longs(Message h, String name) {
    var longs = new ArrayList<Long>();
    for (Object value : (List<?>) field(h, name)) longs.add((Long) value);
    return longs;
  }

  private static List<Label> labels(Message message) {
    return children(message, "labels").stream()
        .map(l -> new Label((String) field(l, "name"), (String) field(l, "value")))
        .toList();
  }

  static long bits(Message message, String name) {
    return Double.doubleToRawLongBits((double) field(message, name));
  }

  static List<Message> children(Message message, String name) {
    var children = new ArrayList<Message>();
    for (Object child : (List<?>) field(message, name)) children.add((Message) child);
    return children;
  }

  static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  public static String text(List<Label> labels) {
    return labels.stream()
        .map(l -> l.name() + "=\"" + l.value() + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
