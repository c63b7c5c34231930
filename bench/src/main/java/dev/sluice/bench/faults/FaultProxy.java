package dev.sluice.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A relay on loopback that does to TCP what networks do. */
final class FaultProxy implements AutoCloseable {
  /** What becomes of bytes and connections. */
  enum Mode {
    PASSES,
    /** Nobody listens, and connections that were open are reset. */
    REFUSES,
    /** Connections stay open, and nothing moves. */
    HOLDS
  }

  private static final int NEVER = Integer.MAX_VALUE;

  private final int target;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong faults = new AtomicLong();
  private volatile ServerSocket listener;
  private volatile Mode mode = Mode.PASSES;
  private volatile int cutAfterBytes = NEVER;
  private final AtomicLong connections = new AtomicLong();
  private volatile int requestBytesPerSecond = NEVER;
  private volatile int replyBytesPerSecond = NEVER;

  FaultProxy(int target) throws IOException {
    this.target = target;
    this.listener = listen(0);
    this.port = listener.getLocalPort();
  }

  int port() {
    return port;
  }

  private ServerSocket listen(int onPort) throws IOException {
    var created = new ServerSocket();
    created.setReuseAddress(true);
    created.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 1024);
    threads.execute(() -> accept(created));
    return created;
  }

  private void accept(ServerSocket from) {
    while (true) {
      try {
        Socket client = from.accept();
        connections.incrementAndGet();
        threads.execute(() -> relay(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    try {
      var server = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(client);
      sockets.add(server);
      threads.execute(() -> copy(client, server, true));
      copy(server, client, false);
    } catch (IOException e) {
      reset(client);
    }
  }

  private void copy(Socket from, Socket to, boolean isRequest) {
    byte[] buffer = new byte[16 * 1024];
    long copied = 0;
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        while (mode == Mode.HOLDS) TimeUnit.MILLISECONDS.sleep(5);
        int cut = cutAfterBytes;
        if (isRequest && copied + n > cut) {
          out.write(buffer, 0, (int) Math.max(0, cut - copied));
          out.flush();
          faults.incrementAndGet();
          reset(from);
          reset(to);
          return;
        }
        write(buffer, n, out, isRequest);
        copied += n;
      }
    } catch (IOException ended) {
      // One side is gone; the other follows.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
      sockets.remove(to);
      close(from);
      close(to);
    }
  }

  private void write(byte[] buffer, int length, OutputStream out, boolean isRequest)
      throws IOException, InterruptedException {
    int at = 0;
    while (at < length) {
      int rate = isRequest ? requestBytesPerSecond : replyBytesPerSecond;
      int part = Math.min(length - at, Math.max(1, rate / 10));
      if (rate != NEVER) TimeUnit.MICROSECONDS.sleep(part * 1_000_000L / rate);
      out.write(buffer, at, part);
      at += part;
    }
  }

  void become(Mode next) throws IOException {
    if (next != Mode.PASSES) faults.incrementAndGet();
    mode = next;
    if (next == Mode.REFUSES) {
      listener.close();
      sockets.forEach(FaultProxy::reset);
      sockets.clear();
    } else if (listener.isClosed()) {
      listener = listen(port);
    }
  }

  /** From now on the request side of each connection is reset when so many bytes went through. */
  void cutAfter(int bytes) {
    cutAfterBytes = bytes;
  }

  void neverCut() {
    cutAfterBytes = NEVER;
  }

  /** How fast the bytes of requests move, for each connection. */
  void throttleRequests(int bytesInASecond) {
    faults.incrementAndGet();
    requestBytesPerSecond = bytesInASecond;
  }

  /** The same of answers. */
  void throttleReplies(int bytesInASecond) {
    faults.incrementAndGet();
    replyBytesPerSecond = bytesInASecond;
  }

  void neverThrottle() {
    requestBytesPerSecond = NEVER;
    replyBytesPerSecond = NEVER;
  }

  /** How many connections it ever took. */
  long connections() {
    return connections.get();
  }

  /** How many are established now, as the kernel sees it from the other side. */
  long open() throws IOException {
    String remote = ":%04X".formatted(port);
    return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length > 3 && words[2].endsWith(remote) && words[3].equals("01"))
        .count();
  }

  long faults() {
    return faults.get();
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      // Then there is nothing to reset.
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is closed as far as we are concerned.
    }
  }

  @Override
  public void close() {
    close(listener);
    sockets.forEach(FaultProxy::reset);
    threads.shutdownNow();
  }

  private static void close(ServerSocket listener) {
    try {
      listener.close();
    } catch (IOException ignored) {
      // The process ends.
    }
  }
}
