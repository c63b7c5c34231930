package dev.sluice.relay;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xerial.snappy.Snappy;

/** What a push request to Loki says, read by protobuf's own reader. */
final class LokiPush {
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private LokiPush() {}

  record Line(Map<String, String> labels, String text) {
    /** The text of a field of the line's JSON, or an empty one. */
    String field(String name) {
      Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(text);
      return field.find() ? field.group(1) : "";
    }
  }

  /** Reads a body as it came: a snappy block around a PushRequest. */
  static List<Line> read(byte[] body) throws IOException {
    var lines = new ArrayList<Line>();
    CodedInputStream request = CodedInputStream.newInstance(Snappy.uncompress(body));
    for (int tag = request.readTag(); tag != 0; tag = request.readTag()) {
      if (tag != 10) throw new IOException("tag " + tag + " in a push request");
      readStream(request.readBytes().newCodedInput(), lines);
    }
    return lines;
  }

  private static void readStream(CodedInputStream stream, List<Line> lines) throws IOException {
    Map<String, String> labels = Map.of();
    for (int tag = stream.readTag(); tag != 0; tag = stream.readTag()) {
      switch (tag >>> 3) {
        case 1 -> labels = labels(stream.readStringRequireUtf8());
        case 2 -> lines.add(new Line(labels, text(stream.readBytes().newCodedInput())));
        default -> stream.skipField(tag);
      }
    }
  }

  private static String text(CodedInputStream entry) throws IOException {
    String text = "";
    for (int tag = entry.readTag(); tag != 0; tag = entry.readTag()) {
      if (tag >>> 3 == 2) {
        text = entry.readStringRequireUtf8();
      } else {
        entry.skipField(tag);
      }
    }
    return text;
  }

  private static Map<String, String> labels(String selector) {
    var labels = new LinkedHashMap<String, String>();
    Matcher label = LABEL.matcher(selector);
    while (label.find()) labels.put(label.group(1), label.group(2));
    return labels;
  }
}
