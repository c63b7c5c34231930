package dev.sluice.net.client;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The list NO_PROXY: {@code *}, names (with everything below them; with a leading dot only what is
 * below), addresses, and networks such as {@code 10.0.0.0/8}; each but the networks may end in a
 * port. The local host never goes through a proxy of the environment's.
 */
final class NoProxy {
  /** No exception at all, not even the local host. */
  static final NoProxy NEVER = new NoProxy(List.of(), false);

  private final List<BiPredicate<String, Integer>> rules;
  private final boolean sparesLocal;

  private NoProxy(List<BiPredicate<String, Integer>> rules, boolean sparesLocal) {
    this.rules = rules;
    this.sparesLocal = sparesLocal;
  }

  static NoProxy parse(String list) {
    return new NoProxy(
        Arrays.stream(list.split(","))
            .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .map(NoProxy::rule)
            .toList(),
        true);
  }

  boolean matches(String hostName, int port) {
    String host = unbracketed(hostName.toLowerCase(Locale.ROOT));
    if (sparesLocal && isLocal(host)) return true;
    return rules.stream().anyMatch(rule -> rule.test(host, port));
  }

  private static boolean isLocal(String host) {
    InetAddress address = literal(host);
    return host.equals("localhost") || (address != null && address.isLoopbackAddress());
  }

  private static BiPredicate<String, Integer> rule(String entry) {
    if (entry.equals("*")) return (host, port) -> true;
    int slash = entry.indexOf('/');
    if (slash > 0) return network(entry.substring(0, slash), entry.substring(slash + 1));
    int colon = entry.lastIndexOf(':');
    boolean hasPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
    String wanted = unbracketed(hasPort ? entry.substring(0, colon) : entry);
    String wantedPort = hasPort ? entry.substring(colon + 1) : "";
    String name = wanted.startsWith("*.") ? wanted.substring(1) : wanted;
    return (host, port) ->
        (wantedPort.isEmpty() || wantedPort.equals(String.valueOf(port))) && isUnder(host, name);
  }

  private static boolean isUnder(String host, String name) {
    if (name.startsWith(".")) return host.endsWith(name);
    return host.equals(name) || host.endsWith("." + name);
  }

  private static BiPredicate<String, Integer> network(String address, String prefix) {
    try {
      IpSubnetFilterRule rule =
          new IpSubnetFilterRule(address, Integer.parseInt(prefix), IpFilterRuleType.ACCEPT);
      return (host, port) -> {
        InetAddress candidate = literal(host);
        return candidate != null && rule.matches(new InetSocketAddress(candidate, port));
      };
    } catch (IllegalArgumentException e) {
      return (host, port) -> false;
    }
  }

  /** The address that {@code host} is; null if it is a name: nothing is looked up. */
  private static @Nullable InetAddress literal(String host) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) return null;
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
