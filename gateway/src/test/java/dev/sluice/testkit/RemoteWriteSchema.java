package dev.sluice.testkit;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;

/** The schemas of remote write, as Prometheus publishes them, for protobuf's own reader. */
final class RemoteWriteSchema {
  private static final String V1 = "prometheus";
  private static final String V2 = "io.prometheus.write.v2";

  static final Descriptor WRITE_REQUEST = version1().findMessageTypeByName("WriteRequest");
  static final Descriptor REQUEST_V2 = version2().findMessageTypeByName("Request");

  private RemoteWriteSchema() {}

  private static FileDescriptor version1() {
    return file(
        FileDescriptorProto.newBuilder()
            .setPackage(V1)
            .addMessageType(
                message(
                    "WriteRequest",
                    messages("timeseries", 1, V1, "TimeSeries"),
                    messages("metadata", 3, V1, "MetricMetadata")))
            .addMessageType(
                message(
                    "TimeSeries",
                    messages("labels", 1, V1, "Label"),
                    messages("samples", 2, V1, "Sample"),
                    messages("exemplars", 3, V1, "Exemplar"),
                    messages("histograms", 4, V1, "Histogram")))
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
                    messages("labels", 1, V1, "Label"),
                    one("value", 2, Type.TYPE_DOUBLE),
                    one("timestamp", 3, Type.TYPE_INT64)))
            .addMessageType(histogram(V1))
            .addMessageType(span())
            .addMessageType(
                message(
                    "MetricMetadata",
                    one("type", 1, Type.TYPE_INT32),
                    one("metric_family_name", 2, Type.TYPE_STRING),
                    one("help", 4, Type.TYPE_STRING),
                    one("unit", 5, Type.TYPE_STRING))));
  }

  private static FileDescriptor version2() {
    return file(
        FileDescriptorProto.newBuilder()
            .setPackage(V2)
            .addMessageType(
                message(
                    "Request",
                    many("symbols", 4, Type.TYPE_STRING),
                    messages("timeseries", 5, V2, "TimeSeries")))
            .addMessageType(
                message(
                    "TimeSeries",
                    many("labels_refs", 1, Type.TYPE_UINT32),
                    messages("samples", 2, V2, "Sample"),
                    messages("histograms", 3, V2, "Histogram"),
                    messages("exemplars", 4, V2, "Exemplar"),
                    field("metadata", 5, Type.TYPE_MESSAGE)
                        .setTypeName("." + V2 + ".Metadata")
                        .setLabel(Label.LABEL_OPTIONAL)
                        .build()))
            .addMessageType(
                message(
                    "Sample",
                    one("value", 1, Type.TYPE_DOUBLE),
                    one("timestamp", 2, Type.TYPE_INT64),
                    one("start_timestamp", 3, Type.TYPE_INT64)))
            .addMessageType(
                message(
                    "Exemplar",
                    many("labels_refs", 1, Type.TYPE_UINT32),
                    one("value", 2, Type.TYPE_DOUBLE),
                    one("timestamp", 3, Type.TYPE_INT64)))
            .addMessageType(
                histogram(V2).toBuilder()
                    .addField(one("start_timestamp", 17, Type.TYPE_INT64))
                    .build())
            .addMessageType(span())
            .addMessageType(
                message(
                    "Metadata",
                    one("type", 1, Type.TYPE_INT32),
                    one("help_ref", 3, Type.TYPE_UINT32),
                    one("unit_ref", 4, Type.TYPE_UINT32))));
  }

  private static FileDescriptor file(FileDescriptorProto.Builder file) {
    var named = file.setName(file.getPackage() + ".proto").setSyntax("proto3").build();
    try {
      return FileDescriptor.buildFrom(named, new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto span() {
    return message(
        "BucketSpan", one("offset", 1, Type.TYPE_SINT32), one("length", 2, Type.TYPE_UINT32));
  }

  private static DescriptorProto histogram(String version) {
    return message(
        "Histogram",
        one("count_int", 1, Type.TYPE_UINT64),
        one("count_float", 2, Type.TYPE_DOUBLE),
        one("sum", 3, Type.TYPE_DOUBLE),
        one("schema", 4, Type.TYPE_SINT32),
        one("zero_threshold", 5, Type.TYPE_DOUBLE),
        one("zero_count_int", 6, Type.TYPE_UINT64),
        one("zero_count_float", 7, Type.TYPE_DOUBLE),
        messages("negative_spans", 8, version, "BucketSpan"),
        many("negative_deltas", 9, Type.TYPE_SINT64),
        many("negative_counts", 10, Type.TYPE_DOUBLE),
        messages("positive_spans", 11, version, "BucketSpan"),
        many("positive_deltas", 12, Type.TYPE_SINT64),
        many("positive_counts", 13, Type.TYPE_DOUBLE),
        one("reset_hint", 14, Type.TYPE_INT32),
        one("timestamp", 15, Type.TYPE_INT64),
        many("custom_values", 16, Type.TYPE_DOUBLE));
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

  private static FieldDescriptorProto messages(
      String name, int number, String version, String message) {
    return field(name, number, Type.TYPE_MESSAGE)
        .setTypeName("." + version + "." + message)
        .setLabel(Label.LABEL_REPEATED)
        .build();
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setType(type);
  }
}
