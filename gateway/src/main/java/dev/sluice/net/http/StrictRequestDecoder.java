package dev.sluice.net.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's decoder with every leniency off that lets two parsers see two different requests: line
 * ends other than CRLF, Content-Length beside Transfer-Encoding or twice. RFC 9112, section 11.2.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  /** Larger than any read, so that each read of a body is one piece. */
  private static final int PIECE = 1 << 20;

  StrictRequestDecoder(HttpLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.lineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setMaxChunkSize(PIECE)
            .setValidateHeaders(true)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
  }
}
