package dev.sluice.bench.faults;

import com.google.protobuf.ByteString;
import java.util.Map;

/**
 * What a backend does with one request.
 *
 * @param stores whether it keeps what the request holds, whatever it says then
 * @param leavesOut how many items at the head of the request it does not keep nevertheless
 * @param status what it says; 0: it closes the connection without a word
 * @param claimed the length of the body that it announces; it writes {@code body} and closes
 */
record Reply(
    boolean stores,
    int leavesOut,
    int status,
    Map<String, String> headers,
    ByteString body,
    long claimed,
    long delayMillis) {
  private static final ByteString NOTHING = ByteString.EMPTY;

  /** Everything is well. */
  static final Reply OK = stored(200);

  /** Takes it and says so. */
  static Reply stored(int status) {
    return new Reply(true, 0, status, Map.of(), NOTHING, 0, 0);
  }

  /** Takes nothing. */
  static Reply refused(int status) {
    return new Reply(false, 0, status, Map.of(), NOTHING, 0, 0);
  }

  /** The connection ends before a word is said. */
  static Reply reset(boolean stores) {
    return new Reply(stores, 0, 0, Map.of(), NOTHING, 0, 0);
  }

  /** Takes a request but for so many of its items. */
  Reply leavingOut(int items) {
    return new Reply(stores, items, status, headers, body, claimed, delayMillis);
  }

  Reply with(String header, String value) {
    return new Reply(stores, leavesOut, status, Map.of(header, value), body, claimed, delayMillis);
  }

  Reply saying(byte[] text) {
    return new Reply(
        stores, leavesOut, status, headers, ByteString.copyFrom(text), text.length, delayMillis);
  }

  /** Announces more than it writes. */
  Reply brokenOff() {
    return new Reply(
        stores, leavesOut, status, headers, ByteString.copyFromUtf8("half"), 100, delayMillis);
  }

  Reply after(long millis) {
    return new Reply(stores, leavesOut, status, headers, body, claimed, millis);
  }

  boolean isFault() {
    return !stores
        || leavesOut != 0
        || status != 200
        || !headers.isEmpty()
        || claimed != 0
        || delayMillis != 0;
  }
}
