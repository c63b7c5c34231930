package dev.sluice.net.codec;

import java.util.zip.Inflater;

/** RFC 1950, which HTTP calls {@code deflate}. */
final class ZlibDecoder implements Decoder {
  @Override
  public void decode(byte[] in, int from, int to, LimitedOutput out) throws DecodeException {
    Inflater inflater = Inflation.WRAPPED.take();
    try {
      int end = Inflation.inflate(inflater, in, from, to, out, (array, offset, length) -> {});
      if (end != to) throw DecodeException.corrupt((to - end) + " bytes after the zlib stream");
    } finally {
      Inflation.WRAPPED.give(inflater);
    }
  }
}
