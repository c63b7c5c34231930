package dev.sluice.net.grpc;

import dev.sluice.wire.ByteSlice;

/**
 * How a call of ours ended.
 *
 * @param code as in gRPC; failures to connect are UNAVAILABLE
 * @param text the server's words, or ours about the connection
 * @param message the response, if the code is 0
 * @param details {@code grpc-status-details-bin}, a google.rpc.Status; empty if there was none
 */
public record GrpcReply(int code, String text, ByteSlice message, ByteSlice details) {}
