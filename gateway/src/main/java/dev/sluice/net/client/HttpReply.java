package dev.sluice.net.client;

import dev.sluice.net.auth.Signer;
import dev.sluice.wire.ByteSlice;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** What a server answered. Immutable. */
public final class HttpReply {
  private final int status;
  private final Headers headers;
  private final ByteSlice body;
  private final Signer signer;

  HttpReply(int status, Headers headers, ByteSlice body, Signer signer) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.signer = signer;
  }

  public int status() {
    return status;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The last header of that name, in any case; null if there is none. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** At most the first 64 KiB. */
  public ByteSlice body() {
    return body;
  }

  /**
   * If the server did not take the credentials: who signed, to be added to its words. Empty
   * otherwise.
   */
  public String signer() {
    return status == 401 || status == 403 ? signer.inWords() : "";
  }

  @Override
  public String toString() {
    return "HTTP %d, %d bytes".formatted(status, body.length());
  }
}
