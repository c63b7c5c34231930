package dev.sluice.receiver.prometheus;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.page.PageFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Formats that a target is asked for. */
enum ScrapeProtocol {
  PROTOBUF(
      "PrometheusProto",
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
      PageFormat.PROTOBUF),
  OPENMETRICS_1_0_0(
      "OpenMetricsText1.0.0", "application/openmetrics-text;version=1.0.0", PageFormat.OPENMETRICS),
  OPENMETRICS_0_0_1(
      "OpenMetricsText0.0.1", "application/openmetrics-text;version=0.0.1", PageFormat.OPENMETRICS),
  TEXT_1_0_0(
      "PrometheusText1.0.0", "text/plain;version=1.0.0;escaping=allow-utf-8", PageFormat.TEXT),
  TEXT_0_0_4("PrometheusText0.0.4", "text/plain;version=0.0.4", PageFormat.TEXT);

  static final List<ScrapeProtocol> DEFAULT =
      List.of(OPENMETRICS_1_0_0, OPENMETRICS_0_0_1, TEXT_0_0_4);

  /** Where native histograms are wanted. */
  static final List<ScrapeProtocol> PROTOBUF_FIRST =
      List.of(PROTOBUF, OPENMETRICS_1_0_0, OPENMETRICS_0_0_1, TEXT_0_0_4);

  /** The collector counts down from here; only a list of all formats needs one step more. */
  private static final int FIRST_WEIGHT = 5;

  private final String word;
  private final String mediaType;
  private final PageFormat format;

  ScrapeProtocol(String word, String mediaType, PageFormat format) {
    this.word = word;
    this.mediaType = mediaType;
    this.format = format;
  }

  PageFormat format() {
    return format;
  }

  /** The header {@code Accept} for these formats, the first being the most welcome. */
  static String accept(List<ScrapeProtocol> protocols) {
    var header = new StringJoiner(",");
    int weight = Math.max(FIRST_WEIGHT, protocols.size() + 1);
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
      } else {
        refuse(section, key, text);
      }
    }
    return protocols.isEmpty() ? dflt : List.copyOf(protocols);
  }

  static ScrapeProtocol readOne(Section section, String key, ScrapeProtocol dflt) {
    String text = section.text(key, dflt.word, "what a page of an unknown type is read as");
    ScrapeProtocol protocol = byWord().get(text);
    if (protocol != null) return protocol;
    refuse(section, key, text);
    return dflt;
  }

  private static void refuse(Section section, String key, String text) {
    section.refuse(
        key,
        "has a format that is not known: " + text,
        "allowed: " + String.join(", ", byWord().keySet()));
  }

  private static Map<String, ScrapeProtocol> byWord() {
    var byWord = new LinkedHashMap<String, ScrapeProtocol>();
    for (ScrapeProtocol protocol : values()) byWord.put(protocol.word, protocol);
    return byWord;
  }
}
