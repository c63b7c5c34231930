package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;

/**
 * What one batch became.
 *
 * @param request the bytes before compression; a view that is valid until the encoder's next call.
 *     Empty if there is nothing to send
 * @param selection what was to be in it
 * @param tooLarge the batch would have become more than was allowed and has several items; then
 *     there is no request
 * @param series in the request
 * @param samples in the request, without native histograms
 * @param histograms native ones
 * @param newestMillis the newest sample's time; {@link Long#MIN_VALUE} if there is none
 * @param omissions the points that the request leaves out; the encoder's, valid until its next call
 */
record Encoded(
    ByteSlice request,
    Selection selection,
    boolean tooLarge,
    int series,
    long samples,
    int histograms,
    int exemplars,
    long newestMillis,
    Omissions omissions) {

  /** Samples and histograms: what a receiver counts. */
  long values() {
    return samples + histograms;
  }
}
