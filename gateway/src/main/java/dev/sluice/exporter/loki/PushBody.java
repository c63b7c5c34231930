package dev.sluice.exporter.loki;

import dev.sluice.exporter.loki.LokiPushEncoder.Encoded;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Segments;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A push request as one snappy block, ready to be posted. Must be closed; for the thread that made
 * it.
 *
 * @param encoded what of the batch is in it
 * @param plainBytes its length before compression
 * @param lastStream the labels of the last stream in it
 * @param lateStreams how many stand behind those that were to be first
 */
record PushBody(
    Encoded encoded, int plainBytes, ByteSlice lastStream, int lateStreams, Segments compressed)
    implements Body, AutoCloseable {
  /** Empty, as the request would have been too large. */
  static PushBody givenUp(Encoded encoded) {
    return new PushBody(encoded, 0, ByteSlice.EMPTY, 0, new Segments());
  }

  @Override
  public long length() {
    return compressed.size();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    compressed.writeTo(out);
  }

  @Override
  public void close() {
    compressed.close();
  }
}
