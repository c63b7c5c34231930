package dev.sluice.receiver.prometheus;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.page.NativeHistograms;
import java.util.List;

/**
 * In which formats pages may come, and what is read of them.
 *
 * @param protocols to ask for, the best first
 * @param fallback what a page is that does not say what it is
 */
record ScrapeFormats(
    List<ScrapeProtocol> protocols, ScrapeProtocol fallback, NativeHistograms natives) {
  static final ScrapeFormats DEFAULT =
      new ScrapeFormats(
          ScrapeProtocol.DEFAULT, ScrapeProtocol.TEXT_0_0_4, NativeHistograms.IGNORED);

  private static final String NATIVE = "scrape_native_histograms";
  private static final String PROTOCOLS = "scrape_protocols";

  static ScrapeFormats read(Section s, ScrapeFormats dflt) {
    boolean isNative =
        s.flag(NATIVE, dflt.natives != NativeHistograms.IGNORED, "where a target has them");
    boolean isBoth = dflt.natives == NativeHistograms.BESIDE_CLASSIC;
    // Its name up to Prometheus 2.
    isBoth = s.flag("scrape_classic_histograms", isBoth, "beside native ones");
    isBoth = s.flag("always_scrape_classic_histograms", isBoth, "beside native ones");
    // Buckets as a target chose them are one kind of histogram in OTLP, converted or not.
    s.flag("convert_classic_histograms_to_nhcb", false, "the same in OTLP");
    return new ScrapeFormats(
        protocols(s, dflt, isNative),
        ScrapeProtocol.readOne(s, "fallback_scrape_protocol", dflt.fallback),
        natives(isNative, isBoth));
  }

  private static NativeHistograms natives(boolean isNative, boolean isBoth) {
    if (!isNative) return NativeHistograms.IGNORED;
    return isBoth ? NativeHistograms.BESIDE_CLASSIC : NativeHistograms.INSTEAD_OF_CLASSIC;
  }

  /** Only protobuf has native histograms, so they ask for it first, unless a list is written. */
  private static List<ScrapeProtocol> protocols(Section s, ScrapeFormats dflt, boolean isNative) {
    boolean isFree = !s.has(PROTOCOLS) && dflt.protocols.equals(ScrapeProtocol.DEFAULT);
    List<ScrapeProtocol> usual =
        isNative && isFree ? ScrapeProtocol.PROTOBUF_FIRST : dflt.protocols;
    List<ScrapeProtocol> protocols = ScrapeProtocol.read(s, PROTOCOLS, usual);
    if (isNative && s.has(NATIVE) && !protocols.contains(ScrapeProtocol.PROTOBUF)) {
      s.warn(NATIVE, "has no effect: scrape_protocols does not name PrometheusProto");
    }
    return protocols;
  }
}
