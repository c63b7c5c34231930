package dev.sluice.net.client;

import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Segments;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body on its way out. Sent once: the library must not repeat a request on its own. */
final class OutgoingBody extends RequestBody {
  private final Body plain;
  private final @Nullable Segments compressed;

  /** Null {@code compressed} sends the body as it is. */
  OutgoingBody(Body plain, @Nullable Segments compressed) {
    this.plain = plain;
    this.compressed = compressed;
  }

  @Override
  public @Nullable MediaType contentType() {
    return null; // set as a header, to the letter
  }

  @Override
  public long contentLength() {
    return compressed == null ? plain.length() : compressed.size();
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    if (compressed == null) {
      plain.writeTo(sink.outputStream());
    } else {
      compressed.writeTo(sink.outputStream());
    }
  }
}
