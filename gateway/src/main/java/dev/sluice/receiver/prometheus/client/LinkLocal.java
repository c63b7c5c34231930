package dev.sluice.receiver.prometheus.client;

import java.net.InetAddress;
import java.util.Set;

/**
 * Addresses that clouds serve their machines' secrets on. Whoever may write a list of targets must
 * not thereby be able to read them through the gateway.
 */
public final class LinkLocal {
  /** Beside all link-local ones: AWS over IPv6, Alibaba, Oracle. */
  private static final Set<String> METADATA =
      Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "192.0.0.192");

  private LinkLocal() {}

  /** 169.254.0.0/16, fe80::/10 and what serves the same purpose elsewhere. */
  public static boolean is(InetAddress address) {
    return address.isLinkLocalAddress() || METADATA.contains(address.getHostAddress());
  }

  public static boolean isNot(InetAddress address) {
    return !is(address);
  }
}
