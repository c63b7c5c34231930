package dev.sluice.net.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BiFunction;
import okhttp3.Response;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body is still to be read. For one thread; must be closed, and should be read to
 * its end, for then the connection can be used again.
 */
public final class HttpPage implements AutoCloseable {
  private final Response response;
  private final Target target;
  private final BiFunction<IOException, Target, SendException> describe;

  HttpPage(
      Response response, Target target, BiFunction<IOException, Target, SendException> describe) {
    this.response = response;
    this.target = target;
    this.describe = describe;
  }

  public int status() {
    return response.code();
  }

  /** The reason that HTTP/1.1 may give beside the status; often empty. */
  public String reason() {
    return response.message();
  }

  /** The last header of that name, in any case; null if there is none. */
  public @Nullable String header(String name) {
    return response.header(name);
  }

  /** The body, without its gzip coding. What goes wrong on the way is a {@link SendException}. */
  public InputStream body() {
    BufferedSource source = response.body().source();
    boolean isGzip = "gzip".equalsIgnoreCase(response.header("Content-Encoding"));
    InputStream plain =
        isGzip ? Okio.buffer(new GzipSource(source)).inputStream() : source.inputStream();
    return new Described(plain);
  }

  /** Closes the connection if the body was not read to its end. */
  @Override
  public void close() {
    response.close();
  }

  private final class Described extends FilterInputStream {
    Described(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw describe.apply(e, target);
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return super.read(into, offset, length);
      } catch (IOException e) {
        throw describe.apply(e, target);
      }
    }
  }
}
