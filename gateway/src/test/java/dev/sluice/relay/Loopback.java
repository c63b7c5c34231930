package dev.sluice.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loopback addresses that nobody else uses, so that a configuration's ports can stay as written:
 * {@code 127.a.b.n}, where a and b come from this process's id.
 */
final class Loopback {
  private static final AtomicInteger LAST = new AtomicInteger();

  private Loopback() {}

  /** An address that this process has not used before. */
  static String next() {
    int place = (int) (ProcessHandle.current().pid() % (254 * 256));
    int last = LAST.incrementAndGet();
    if (last > 254) throw new IllegalStateException("no addresses left");
    return "127.%d.%d.%d".formatted(1 + place / 256, place % 256, last);
  }

  /** A file for {@code -Djdk.net.hosts.file}; other names do not exist for that JVM. */
  static Path hosts(Path file, Map<String, String> addressOfName) throws IOException {
    var lines = new StringBuilder("127.0.0.1 localhost\n");
    addressOfName.forEach((name, address) -> lines.append(address).append(' ').append(name + "\n"));
    return Files.writeString(file, lines);
  }

  static InetSocketAddress at(String address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  /** Whether this user may listen on ports below 1024. */
  static boolean hasLowPorts() throws IOException {
    InetSocketAddress low = at(next(), 80);
    try (var socket = new ServerSocket()) {
      socket.bind(low);
      return true;
    } catch (java.net.BindException e) {
      return false;
    }
  }
}
