package dev.sluice.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
  private volatile int bytesPerSecond = NEVER;

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
        int rate = bytesPerSecond;
        if (rate != NEVER) TimeUnit.MICROSECONDS.sleep(n * 1_000_000L / rate);
        int cut = cutAfterBytes;
        if (isRequest && copied + n > cut) {
          out.write(buffer, 0, (int) Math.max(0, cut - copied));
          out.flush();
          faults.incrementAndGet();
          reset(from);
          reset(to);
          return;
        }
        out.write(buffer, 0, n);
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

  /** How fast bytes move, both ways and for each connection. */
  void throttle(int bytesInASecond) {
    faults.incrementAndGet();
    bytesPerSecond = bytesInASecond;
  }

  void neverThrottle() {
    bytesPerSecond = NEVER;
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
