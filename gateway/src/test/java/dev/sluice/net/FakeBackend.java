package dev.sluice.net;

import dev.sluice.wire.ByteSlice;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server for tests of clients: it keeps what it is sent and answers as its behaviour
 * says, down to the bytes on the socket. One thread per connection; loopback only.
 */
public final class FakeBackend implements Closeable {
  private final ServerSocket server;
  private final Behaviour behaviour;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** What it does with a request whose body it has read. Throwing ends the connection. */
  @FunctionalInterface
  public interface Behaviour {
    void answer(Received request, OutputStream out) throws IOException;
  }

  /** Header names are in lower case; {@code body} is as it came, without chunks. */
  public record Received(String line, Map<String, String> headers, ByteSlice bytes) {
    public byte[] body() {
      return bytes.toByteArray();
    }
  }

  public FakeBackend(Behaviour behaviour) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
  }

  /** On a socket from outside, one that speaks TLS for instance. */
  public FakeBackend(ServerSocket server, Behaviour behaviour) {
    this.server = server;
    this.behaviour = behaviour;
    start(this::accept);
  }

  /** Answers that status with that body, and nothing else. */
  public static Behaviour answering(int status, String body, String... headerLines) {
    return (request, out) -> {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
      for (String line : headerLines) head.append(line).append("\r\n");
      head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
      out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    };
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** How many connections were opened so far. */
  public int connections() {
    return connections.get();
  }

  /** The next request in the order they came; fails after ten seconds. */
  public Received take() throws InterruptedException {
    Received next = received.poll(10, TimeUnit.SECONDS);
    if (next == null) throw new AssertionError("no request came within ten seconds");
    return next;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "fake-backend");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      for (Received request = read(in); request != null; request = read(in)) {
        received.add(request);
        behaviour.answer(request, socket.getOutputStream());
        socket.getOutputStream().flush();
      }
    } catch (IOException ended) {
      // The client's end, or the test's.
    }
  }

  private static Received read(InputStream in) throws IOException {
    String line = line(in);
    if (line == null) return null;
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      if (colon < 0) break; // no HTTP at all
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    byte[] body =
        headers.containsKey("transfer-encoding")
            ? chunks(in)
            : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Received(line, headers, ByteSlice.of(body));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(size));
      line(in);
      if (size == 0) return body.toByteArray();
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') return line.toString().strip();
      line.append((char) b);
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) socket.close();
  }
}
