package dev.sluice.net.grpc;

import dev.sluice.net.codec.Encoding;

/**
 * What a call's headers say that concerns us.
 *
 * @param encoding of its message, if that is flagged as compressed
 * @param answerEncoding of an answer that is worth compressing
 * @param deadline by the server's clock; a day ahead if the client names none
 */
record CallHead(UnaryHandler handler, Encoding encoding, Encoding answerEncoding, long deadline) {}
