package dev.sluice.net.grpc;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The text of clients' addresses, made once per connection and not once per call: a connection
 * keeps the same address object. Remembers a few per thread; not for several threads.
 */
final class PeerNames {
  private static final int SLOTS = 64;

  private static final ThreadLocal<PeerNames> OWN = ThreadLocal.withInitial(PeerNames::new);

  private final @Nullable SocketAddress[] addresses = new SocketAddress[SLOTS];
  private final String[] names = new String[SLOTS];

  private PeerNames() {}

  /** The client's address without its port; empty if it is not known. */
  static String of(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress known ? OWN.get().find(known) : "";
  }

  private String find(InetSocketAddress address) {
    int slot = System.identityHashCode(address) & (SLOTS - 1);
    if (addresses[slot] != address) {
      addresses[slot] = address;
      names[slot] = address.getHostString();
    }
    return names[slot];
  }
}
