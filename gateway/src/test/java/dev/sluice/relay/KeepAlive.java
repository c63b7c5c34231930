package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One HTTP connection on which requests are sent without waiting for the answers before. */
final class KeepAlive implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;
  private final String host;

  KeepAlive(InetSocketAddress address) throws IOException {
    socket.connect(address, PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    host = address.getHostString();
  }

  /** Posts all bodies, and returns the statuses of the answers. */
  int[] post(String path, List<byte[]> bodies) throws IOException {
    var writing = CompletableFuture.runAsync(() -> write(path, bodies));
    int[] statuses = new int[bodies.size()];
    for (int i = 0; i < statuses.length; i++) statuses[i] = readStatus();
    writing.join();
    return statuses;
  }

  private void write(String path, List<byte[]> bodies) {
    try {
      for (byte[] body : bodies) {
        String head =
            "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-protobuf\r\n"
                    .formatted(path, host)
                + "Content-Length: %d\r\n\r\n".formatted(body.length);
        out.write(head.getBytes(ISO_8859_1));
        out.write(body);
      }
      out.flush();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private int readStatus() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    int length = -1;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("connection: close")) throw new IOException(status + ", " + header);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
      }
    }
    if (length < 0) throw new IOException("an answer without a length");
    in.skipNBytes(length);
    return status;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) throw new EOFException("the connection ended after: " + line);
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
