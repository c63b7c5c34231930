package dev.sluice.receiver.prometheus.series;

import java.util.regex.Pattern;

/** An address as Go's {@code net.SplitHostPort} splits it; without a port all of it is the host. */
record HostAndPort(String host, String port) {
  /** 127/8 and 0.0.0.0, and their IPv6 forms. */
  private static final Pattern LOCAL =
      Pattern.compile(
          "(?i)(::ffff:)?127(\\.\\d{1,3}){3}|(::ffff:)?0\\.0\\.0\\.0|[0:]*:0*1?|localhost");

  static HostAndPort split(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 0) return new HostAndPort(address, "");
    String host = address.substring(0, colon);
    String port = address.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      return new HostAndPort(host.substring(1, host.length() - 1), port);
    }
    boolean unclear = host.indexOf(':') >= 0 || host.indexOf('[') >= 0 || host.indexOf(']') >= 0;
    return unclear ? new HostAndPort(address, "") : new HostAndPort(host, port);
  }

  /** Whether the host says which machine it is: not loopback, not unspecified. */
  boolean isDiscernible() {
    return !LOCAL.matcher(host).matches();
  }
}
