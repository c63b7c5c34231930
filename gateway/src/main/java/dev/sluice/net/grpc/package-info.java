/**
 * gRPC without generated classes: unary methods whose messages are bytes, as a server that admits a
 * call before it reads the message (ours, on Netty's HTTP/2 codec), and as a client (grpc-java's).
 *
 * <p>The way of a call: {@code GrpcServer}, {@code GrpcConnection}, {@code CallFrames}, {@code
 * CallRules}, {@code UnaryCall}, {@code MessageReader}, {@link dev.sluice.net.grpc.UnaryHandler},
 * {@code AnswerWriter}.
 */
@NullMarked
package dev.sluice.net.grpc;

import org.jspecify.annotations.NullMarked;
