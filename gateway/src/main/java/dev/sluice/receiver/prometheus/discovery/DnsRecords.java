package dev.sluice.receiver.prometheus.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Asks a name service for records, through the JDK. Blocks for a few seconds at most. */
final class DnsRecords {
  private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";
  private static final int MAX_ANSWERS = 10_000;

  private final String server;

  DnsRecords(String server) {
    this.server = server;
  }

  /**
   * One record.
   *
   * @param host without the dot at its end
   * @param raw as the record has it
   * @param port 0 if the record has none
   */
  record Answer(String host, String raw, int port) {}

  /** Sorted, so that equal answers are equal; nothing if the name does not exist. */
  List<Answer> look(String name, String type) throws DiscoveryException {
    var texts = new TreeSet<String>();
    try {
      texts.addAll(records(name, type));
    } catch (NameNotFoundException e) {
      if (!type.equals("A") && !type.equals("AAAA")) return List.of();
      // The system's resolver knows more: search domains, /etc/hosts.
      texts.addAll(addresses(name, type));
    } catch (NamingException e) {
      throw new DiscoveryException(
          "%s records of %s cannot be looked up: %s".formatted(type, name, e.getMessage()));
    }
    var answers = new ArrayList<Answer>();
    for (String text : texts) answers.add(parse(text, type));
    return answers;
  }

  // The DNS provider makes texts of records; it has no objects to deserialize. JNDI wants this map.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private List<String> records(String name, String type) throws NamingException {
    var environment = new Hashtable<String, String>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, FACTORY);
    environment.put(Context.PROVIDER_URL, server);
    environment.put("com.sun.jndi.dns.timeout.initial", "1000");
    environment.put("com.sun.jndi.dns.timeout.retries", "3");
    var texts = new ArrayList<String>();
    DirContext context = new InitialDirContext(environment);
    try {
      String absolute = name.endsWith(".") ? name : name + ".";
      Attribute records = context.getAttributes(absolute, new String[] {type}).get(type);
      if (records == null) return texts;
      NamingEnumeration<?> all = records.getAll();
      while (all.hasMore() && texts.size() < MAX_ANSWERS) texts.add(String.valueOf(all.next()));
    } finally {
      context.close();
    }
    return texts;
  }

  private static List<String> addresses(String name, String type) {
    var texts = new ArrayList<String>();
    try {
      for (InetAddress address : InetAddress.getAllByName(name)) {
        boolean is4 = address instanceof Inet4Address;
        if (is4 == type.equals("A")) texts.add(address.getHostAddress());
      }
    } catch (UnknownHostException ignored) {
      // Nobody knows it.
    }
    return texts;
  }

  private static Answer parse(String text, String type) throws DiscoveryException {
    List<String> words = Pattern.compile(" +").splitAsStream(text.strip()).toList();
    String last = words.get(words.size() - 1);
    String host = last.endsWith(".") ? last.substring(0, last.length() - 1) : last;
    if (!type.equals("SRV")) return new Answer(host, last, 0);
    if (words.size() != 4 || !words.get(2).matches("\\d{1,5}")) {
      throw new DiscoveryException("a record of type SRV is none: " + text);
    }
    return new Answer(host, last, Integer.parseInt(words.get(2)));
  }
}
