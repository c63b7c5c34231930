package dev.sluice.exporter.loki;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A push request as Loki reads it, by protobuf's own reader. Refuses what is not in the schema. */
record Pushed(List<Stream> streams) {
  record Stream(String labels, List<Line> lines) {}

  record Line(long timeNanos, String text, Map<String, String> metadata) {
    Line(long timeNanos, String text) {
      this(timeNanos, text, Map.of());
    }
  }

  static Pushed read(byte[] request) {
    try {
      var streams = new ArrayList<Stream>();
      CodedInputStream in = CodedInputStream.newInstance(request);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        expect(tag, 1);
        streams.add(stream(in.readBytes().newCodedInput()));
      }
      return new Pushed(streams);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream stream(CodedInputStream in) throws IOException {
    String labels = "";
    var lines = new ArrayList<Line>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        labels = in.readStringRequireUtf8();
      } else {
        expect(tag, 2);
        lines.add(line(in.readBytes().newCodedInput()));
      }
    }
    return new Stream(labels, lines);
  }

  private static Line line(CodedInputStream in) throws IOException {
    expect(in.readTag(), 1);
    long time = time(in.readBytes().newCodedInput());
    String text = "";
    var metadata = new LinkedHashMap<String, String>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 2 && metadata.isEmpty()) {
        text = in.readStringRequireUtf8();
      } else {
        expect(tag, 3);
        CodedInputStream pair = in.readBytes().newCodedInput();
        expect(pair.readTag(), 1);
        String name = pair.readStringRequireUtf8();
        expect(pair.readTag(), 2);
        String before = metadata.put(name, pair.readStringRequireUtf8());
        if (before != null) throw new AssertionError(name + " stands there twice");
        expect(pair.readTag(), 0);
      }
    }
    return new Line(time, text, metadata);
  }

  private static long time(CodedInputStream in) throws IOException {
    long seconds = 0;
    int nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        seconds = in.readInt64();
      } else {
        expect(tag, 2, WireFormat.WIRETYPE_VARINT);
        nanos = in.readInt32();
      }
    }
    // The earliest time that fits wraps on the way.
    return seconds * 1_000_000_000L + nanos;
  }

  private static void expect(int tag, int field) {
    expect(tag, field, field == 0 ? 0 : WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  private static void expect(int tag, int field, int wireType) {
    if (tag != (field << 3 | wireType)) throw new AssertionError("tag " + tag);
  }

  int lineCount() {
    return streams.stream().mapToInt(stream -> stream.lines().size()).sum();
  }

  /** The only stream. */
  Stream stream() {
    if (streams.size() != 1) throw new AssertionError(streams.size() + " streams: " + streams);
    return streams.get(0);
  }

  /** The only line of the only stream. */
  String line() {
    Stream stream = stream();
    if (stream.lines().size() != 1) throw new AssertionError(stream);
    return stream.lines().get(0).text();
  }
}
