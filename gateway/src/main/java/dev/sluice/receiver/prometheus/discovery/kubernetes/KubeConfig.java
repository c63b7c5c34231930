package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.config.PlainYaml;
import dev.sluice.receiver.prometheus.discovery.DiscoveryException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file that kubectl uses: the current context's cluster and user. Tokens, passwords and
 * certificates are taken; programs that would have to be run for a token are not.
 */
final class KubeConfig {
  private final Path file;
  private final Map<?, ?> root;

  private KubeConfig(Path file, Map<?, ?> root) {
    this.file = file;
    this.root = root;
  }

  static Access.Server read(Path file) throws DiscoveryException {
    String text = Access.text(file);
    if (text == null) throw new DiscoveryException(file + " cannot be read");
    try {
      if (!(PlainYaml.read(file.toString(), text) instanceof Map<?, ?> root)) {
        throw new DiscoveryException(file + " is no kubeconfig");
      }
      return new KubeConfig(file, root).server();
    } catch (PlainYaml.InvalidException e) {
      throw new DiscoveryException("%s is no valid YAML: %s".formatted(file, e.getMessage()));
    }
  }

  private Access.Server server() throws DiscoveryException {
    Map<?, ?> context = named("contexts", text(root, "current-context"), "context");
    Map<?, ?> cluster = named("clusters", text(context, "cluster"), "cluster");
    String userName = text(context, "user");
    Map<?, ?> user = userName.isEmpty() ? Map.of() : named("users", userName, "user");
    for (String program : List.of("exec", "auth-provider")) {
      if (user.get(program) == null) continue;
      throw new DiscoveryException(
          "%s: user '%s' gets its token from a program (%s), which is not supported; use a token"
              .formatted(file, userName, program));
    }
    String url = text(cluster, "server");
    if (url.isEmpty()) throw new DiscoveryException(file + " has no server for the cluster");
    return new Access.Server(
        Access.withoutSlash(url), Access.http(tls(cluster, user) + auth(user)));
  }

  private String tls(Map<?, ?> cluster, Map<?, ?> user) throws DiscoveryException {
    var yaml = new StringBuilder("tls_config:\n");
    pem(yaml, "ca", cluster, "certificate-authority");
    pem(yaml, "cert", user, "client-certificate");
    pem(yaml, "key", user, "client-key");
    String name = text(cluster, "tls-server-name");
    if (!name.isEmpty()) yaml.append("  server_name: ").append(Access.quote(name)).append('\n');
    if (text(cluster, "insecure-skip-tls-verify").equals("true")) {
      yaml.append("  insecure_skip_verify: true\n");
    }
    return yaml.append("  min_version: TLS12\n").toString();
  }

  private void pem(StringBuilder yaml, String key, Map<?, ?> from, String name)
      throws DiscoveryException {
    String data = text(from, name + "-data");
    String path = text(from, name);
    if (!data.isEmpty()) {
      try {
        String pem = new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
        yaml.append("  ").append(key).append(": ").append(Access.quote(pem)).append('\n');
      } catch (IllegalArgumentException e) {
        throw new DiscoveryException("%s: %s-data is no base64".formatted(file, name));
      }
    } else if (!path.isEmpty()) {
      String absolute = Access.quote(file.resolveSibling(path));
      yaml.append("  ").append(key).append("_file: ").append(absolute).append('\n');
    }
  }

  private String auth(Map<?, ?> user) {
    String token = text(user, "token");
    String tokenFile = text(user, "tokenFile");
    String name = text(user, "username");
    if (!tokenFile.isEmpty()) {
      Path path = file.resolveSibling(tokenFile);
      return "authorization: {credentials_file: " + Access.quote(path) + "}\n";
    }
    if (!token.isEmpty()) return "authorization: {credentials: " + Access.quote(token) + "}\n";
    if (name.isEmpty()) return "";
    return "basic_auth: {username: %s, password: %s}\n"
        .formatted(Access.quote(name), Access.quote(text(user, "password")));
  }

  /** The entry of a list of {name, what}. */
  private Map<?, ?> named(String list, String name, String what) throws DiscoveryException {
    if (root.get(list) instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> entry
            && text(entry, "name").equals(name)
            && entry.get(what) instanceof Map<?, ?> found) {
          return found;
        }
      }
    }
    throw new DiscoveryException("%s has no %s '%s'".formatted(file, what, name));
  }

  private static String text(Map<?, ?> map, String key) {
    @Nullable Object value = map.get(key);
    return value instanceof String text ? text : "";
  }
}
