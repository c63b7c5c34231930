package dev.sluice.testkit;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.sluice.testkit.RemoteWrite.Exemplar;
import dev.sluice.testkit.RemoteWrite.Label;
import dev.sluice.testkit.RemoteWrite.Metadata;
import dev.sluice.testkit.RemoteWrite.Sample;
import dev.sluice.testkit.RemoteWrite.TimeSeries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** A Request of remote write 2.0, read by protobuf's own reader and held to the specification. */
public final class RemoteWrite2 {
  private final List<String> symbols = new ArrayList<>();

  private RemoteWrite2() {}

  public static RemoteWrite decode(byte[] request) {
    return new RemoteWrite2().read(request);
  }

  private RemoteWrite read(byte[] request) {
    try {
      var message = DynamicMessage.parseFrom(RemoteWriteSchema.REQUEST_V2, request);
      require(message.getUnknownFields().asMap().isEmpty(), "unknown fields");
      for (Object symbol : (List<?>) RemoteWrite.field(message, "symbols")) {
        symbols.add((String) symbol);
      }
      if (request.length > 0) require(symbols.get(0).isEmpty(), "the first symbol is not empty");
      require(new HashSet<>(symbols).size() == symbols.size(), "a symbol stands twice");
      return new RemoteWrite(
          RemoteWrite.children(message, "timeseries").stream().map(this::series).toList(),
          List.of());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private TimeSeries series(Message series) {
    require(series.getUnknownFields().asMap().isEmpty(), "unknown fields in a series");
    List<Label> labels = labels(series);
    var read =
        new TimeSeries(
            labels,
            RemoteWrite.children(series, "samples").stream()
                .map(
                    s ->
                        new Sample(
                            RemoteWrite.bits(s, "value"),
                            (long) RemoteWrite.field(s, "timestamp"),
                            (long) RemoteWrite.field(s, "start_timestamp")))
                .toList(),
            RemoteWrite.children(series, "exemplars").stream()
                .map(
                    e ->
                        new Exemplar(
                            labels(e),
                            (double) RemoteWrite.field(e, "value"),
                            (long) RemoteWrite.field(e, "timestamp")))
                .toList(),
            RemoteWrite.children(series, "histograms").stream()
                .map(h -> RemoteWrite.histogram(h, (long) RemoteWrite.field(h, "start_timestamp")))
                .toList(),
            List.of(metadata((Message) RemoteWrite.field(series, "metadata"), labels)));
    require(
        read.samples().isEmpty() != read.histograms().isEmpty(),
        "a series has samples or histograms, not both, not none");
    return read;
  }

  private Metadata metadata(Message metadata, List<Label> labels) {
    String name =
        labels.stream()
            .filter(l -> l.name().equals("__name__"))
            .map(Label::value)
            .findFirst()
            .orElse("");
    return new Metadata(
        (int) RemoteWrite.field(metadata, "type"),
        name,
        symbols.get((int) RemoteWrite.field(metadata, "help_ref")),
        symbols.get((int) RemoteWrite.field(metadata, "unit_ref")));
  }

  private List<Label> labels(Message message) {
    List<?> refs = (List<?>) RemoteWrite.field(message, "labels_refs");
    require(refs.size() % 2 == 0, "an odd number of references");
    var labels = new ArrayList<Label>();
    for (int i = 0; i < refs.size(); i += 2) {
      labels.add(new Label(symbols.get((int) refs.get(i)), symbols.get((int) refs.get(i + 1))));
    }
    return labels;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) throw new IllegalArgumentException(otherwise);
  }
}
