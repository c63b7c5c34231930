package dev.sluice.otlp;

/** The field numbers of Google's status messages, which gRPC and OTLP/HTTP answer errors with. */
final class Rpc {
  static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private Rpc() {}

  interface Status {
    int CODE = 1;
    int MESSAGE = 2;
    int DETAILS = 3;
  }

  interface Any {
    int TYPE_URL = 1;
    int VALUE = 2;
  }

  interface RetryInfo {
    int RETRY_DELAY = 1;
  }

  interface Duration {
    int SECONDS = 1;
    int NANOS = 2;
  }
}
