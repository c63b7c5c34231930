package dev.sluice.receiver.prometheus;

import dev.sluice.config.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Formats that a target is asked for. */
enum ScrapeProtocol {
  OPENMETRICS_1_0_0("OpenMetricsText1.0.0", "application/openmetrics-text;version=1.0.0"),
  OPENMETRICS_0_0_1("OpenMetricsText0.0.1", "application/openmetrics-text;version=0.0.1"),
  TEXT_1_0_0("PrometheusText1.0.0", "text/plain;version=1.0.0;escaping=allow-utf-8"),
  TEXT_0_0_4("PrometheusText0.0.4", "text/plain;version=0.0.4");

  static final List<ScrapeProtocol> DEFAULT =
      List.of(OPENMETRICS_1_0_0, OPENMETRICS_0_0_1, TEXT_0_0_4);

  private static final String PROTOBUF = "PrometheusProto";

  /** Prometheus counts down from one more than the number of formats that it knows, which is 4. */
  private static final int FIRST_WEIGHT = 5;

  private final String word;
  private final String mediaType;

  ScrapeProtocol(String word, String mediaType) {
    this.word = word;
    this.mediaType = mediaType;
  }

  /** The header {@code Accept} for these formats, the first being the most welcome. */
  static String accept(List<ScrapeProtocol> protocols) {
    var header = new StringJoiner(",");
    int weight = FIRST_WEIGHT;
    for (ScrapeProtocol protocol : protocols) {
      header.add(protocol.mediaType + ";q=0." + weight);
      weight--;
    }
    return header.add("*/*;q=0." + weight).toString();
  }

  static List<ScrapeProtocol> read(Section section, String key, List<ScrapeProtocol> dflt) {
    List<String> words =
        section.texts(
            key,
            dflt.stream().map(protocol -> protocol.word).toList(),
            "formats to ask for, the best first");
    var protocols = new ArrayList<ScrapeProtocol>();
    for (String text : words) {
      ScrapeProtocol protocol = byWord().get(text);
      if (protocol != null && !protocols.contains(protocol)) {
        protocols.add(protocol);
      } else if (protocol != null) {
        section.refuse(key, "has " + text + " twice");
      } else if (text.equals(PROTOBUF)) {
        section.warn(key, "asks for PrometheusProto, which is not in this build yet");
      } else {
        section.refuse(
            key,
            "has a format that is not known: " + text,
            "allowed: " + String.join(", ", byWord().keySet()));
      }
    }
    return protocols.isEmpty() ? dflt : List.copyOf(protocols);
  }

  private static Map<String, ScrapeProtocol> byWord() {
    var byWord = new LinkedHashMap<String, ScrapeProtocol>();
    for (ScrapeProtocol protocol : values()) byWord.put(protocol.word, protocol);
    return byWord;
  }
}
