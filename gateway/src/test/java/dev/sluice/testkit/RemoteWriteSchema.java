package dev.sluice.testkit;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;

/** The schema of remote write 1.0, as Prometheus publishes it, for protobuf's own reader. */
final class RemoteWriteSchema {
  static final Descriptor WRITE_REQUEST = build().findMessageTypeByName("WriteRequest");

  private RemoteWriteSchema() {}

  private static FileDescriptor build() {
    var file =
        FileDescriptorProto.newBuilder()
            .setName("remote.proto")
            .setPackage("prometheus")
            .setSyntax("proto3")
            .addMessageType(
                message(
                    "WriteRequest",
                    messages("timeseries", 1, "TimeSeries"),
                    messages("metadata", 3, "MetricMetadata")))
            .addMessageType(
                message(
                    "TimeSeries",
                    messages("labels", 1, "Label"),
                    messages("samples", 2, "Sample"),
                    messages("exemplars", 3, "Exemplar"),
                    messages("histograms", 4, "Histogram")))
            .addMessageType(
                message(
                    "Label", one("name", 1, Type.TYPE_STRING), one("value", 2, Type.TYPE_STRING)))
            .addMessageType(
                message(
                    "Sample",
                    one("value", 1, Type.TYPE_DOUBLE),
                    one("timestamp", 2, Type.TYPE_INT64)))
            .addMessageType(
                message(
                    "Exemplar",
                    messages("labels", 1, "Label"),
                    one("value", 2, Type.TYPE_DOUBLE),
                    one("timestamp", 3, Type.TYPE_INT64)))
            .addMessageType(histogram())
            .addMessageType(
                message(
                    "BucketSpan",
                    one("offset", 1, Type.TYPE_SINT32),
                    one("length", 2, Type.TYPE_UINT32)))
            .addMessageType(
                message(
                    "MetricMetadata",
                    one("type", 1, Type.TYPE_INT32),
                    one("metric_family_name", 2, Type.TYPE_STRING),
                    one("help", 4, Type.TYPE_STRING),
                    one("unit", 5, Type.TYPE_STRING)))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto histogram() {
    return message(
        "Histogram",
        one("count_int", 1, Type.TYPE_UINT64),
        one("count_float", 2, Type.TYPE_DOUBLE),
        one("sum", 3, Type.TYPE_DOUBLE),
        one("schema", 4, Type.TYPE_SINT32),
        one("zero_threshold", 5, Type.TYPE_DOUBLE),
        one("zero_count_int", 6, Type.TYPE_UINT64),
        one("zero_count_float", 7, Type.TYPE_DOUBLE),
        messages("negative_spans", 8, "BucketSpan"),
        many("negative_deltas", 9, Type.TYPE_SINT64),
        many("negative_counts", 10, Type.TYPE_DOUBLE),
        messages("positive_spans", 11, "BucketSpan"),
        many("positive_deltas", 12, Type.TYPE_SINT64),
        many("positive_counts", 13, Type.TYPE_DOUBLE),
        one("reset_hint", 14, Type.TYPE_INT32),
        one("timestamp", 15, Type.TYPE_INT64));
  }

  private static DescriptorProto message(String name, FieldDescriptorProto... fields) {
    var message = DescriptorProto.newBuilder().setName(name);
    for (FieldDescriptorProto field : fields) message.addField(field);
    return message.build();
  }

  private static FieldDescriptorProto one(String name, int number, Type type) {
    return field(name, number, type).setLabel(Label.LABEL_OPTIONAL).build();
  }

  private static FieldDescriptorProto many(String name, int number, Type type) {
    return field(name, number, type).setLabel(Label.LABEL_REPEATED).build();
  }

  private static FieldDescriptorProto messages(String name, int number, String message) {
    return field(name, number, Type.TYPE_MESSAGE)
        .setTypeName("." + "prometheus." + message)
        .setLabel(Label.LABEL_REPEATED)
        .build();
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setType(type);
  }
}
