package dev.sluice.net.grpc;

import dev.sluice.wire.ByteSlice;

/**
 * How a call ends: with a message, or with a status.
 *
 * @param code as in gRPC: 0 is OK
 * @param text for the client, if the code is not 0
 * @param message the response, if the code is 0
 * @param details a google.rpc.Status for the trailer {@code grpc-status-details-bin}; empty is none
 */
public record GrpcAnswer(int code, String text, ByteSlice message, ByteSlice details) {
  public static final int OK = 0;
  public static final int CANCELLED = 1;
  public static final int UNKNOWN = 2;
  public static final int INVALID_ARGUMENT = 3;
  public static final int DEADLINE_EXCEEDED = 4;
  public static final int NOT_FOUND = 5;
  public static final int PERMISSION_DENIED = 7;
  public static final int RESOURCE_EXHAUSTED = 8;
  public static final int ABORTED = 10;
  public static final int OUT_OF_RANGE = 11;
  public static final int UNIMPLEMENTED = 12;
  public static final int INTERNAL = 13;
  public static final int UNAVAILABLE = 14;
  public static final int DATA_LOSS = 15;
  public static final int UNAUTHENTICATED = 16;

  /** What is answered where we have failed. */
  static final GrpcAnswer OUR_FAULT =
      error(INTERNAL, "internal error; the server's log has the story");

  public static GrpcAnswer ok(ByteSlice message) {
    return new GrpcAnswer(OK, "", message, ByteSlice.EMPTY);
  }

  public static GrpcAnswer error(int code, String text) {
    return new GrpcAnswer(code, text, ByteSlice.EMPTY, ByteSlice.EMPTY);
  }

  public static GrpcAnswer error(int code, String text, ByteSlice details) {
    return new GrpcAnswer(code, text, ByteSlice.EMPTY, details);
  }

  public boolean isOk() {
    return code == OK;
  }
}
