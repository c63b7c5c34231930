package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.config.PlainYaml;
import dev.sluice.config.Section;
import dev.sluice.net.client.Target;
import dev.sluice.receiver.prometheus.client.ScrapeHttp;
import dev.sluice.receiver.prometheus.discovery.DiscoveryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the API server is reached: as it is written ({@code api_server} and the keys of an HTTP
 * client), as a kubeconfig file says, or as a pod does it.
 *
 * @param url empty if it is not written
 * @param kubeconfig empty if it is not written
 */
record Access(String url, String kubeconfig, ScrapeHttp http, Surroundings surroundings) {
  private static final int MAX_FILE = 1 << 20;

  /** Where it is and how it is asked. */
  record Server(String url, ScrapeHttp http) {}

  static Access read(Section s, Surroundings surroundings) {
    String url = s.text("api_server", "", "the API server's URL; without it the pod's own cluster");
    String file = s.text("kubeconfig_file", "", "a file that says how to reach a cluster");
    if (!url.isEmpty() && Target.parse(url) == null) {
      s.refuse("api_server", "must be a URL", "e.g.: https://kubernetes.default.svc");
    }
    if (!url.isEmpty() && !file.isEmpty()) {
      s.refuse("kubeconfig_file", "excludes `api_server`", "fix: keep one of them");
    }
    ScrapeHttp http = ScrapeHttp.read(s);
    for (String key : ScrapeHttp.KEYS) {
      if (url.isEmpty() && s.has(key)) {
        s.refuse(key, "means nothing without `api_server`", "fix: write api_server, or remove it");
      }
    }
    return new Access(url, file, http, surroundings);
  }

  boolean isInCluster() {
    return url.isEmpty() && kubeconfig.isEmpty();
  }

  Server server() throws DiscoveryException {
    if (!url.isEmpty()) return new Server(withoutSlash(url), http);
    return kubeconfig.isEmpty() ? inCluster() : KubeConfig.read(Path.of(kubeconfig));
  }

  static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private Server inCluster() throws DiscoveryException {
    Map<String, String> environment = surroundings.environment();
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    Path token = surroundings.serviceAccount().resolve("token");
    if (host.isEmpty() || port.isEmpty()) {
      throw new DiscoveryException(
          "this is no pod of a cluster (KUBERNETES_SERVICE_HOST is not set); write api_server or"
              + " kubeconfig_file");
    }
    if (!Files.isReadable(token)) {
      throw new DiscoveryException(
          "there is no %s; does the pod have automountServiceAccountToken: true?".formatted(token));
    }
    // A token in a file is read at each request: kubelets renew it.
    Path ca = surroundings.serviceAccount().resolve("ca.crt");
    var yaml = new StringBuilder("authorization: {credentials_file: " + quote(token) + "}\n");
    if (Files.isReadable(ca)) yaml.append("tls_config: {ca_file: ").append(quote(ca)).append("}\n");
    return new Server("https://" + Meta.address(host, port), http(yaml.toString()));
  }

  /** An HTTP client's keys in YAML. */
  static ScrapeHttp http(String yaml) throws DiscoveryException {
    try {
      Section section = PlainYaml.section("cluster", yaml, "the access to the cluster");
      ScrapeHttp http = ScrapeHttp.read(section);
      String errors = PlainYaml.errors(section);
      if (!errors.isEmpty()) throw new DiscoveryException(errors);
      return http;
    } catch (PlainYaml.InvalidException e) {
      throw new DiscoveryException(String.valueOf(e.getMessage()));
    }
  }

  /** As a text of YAML, or of JSON. */
  static String quote(Object value) {
    var quoted = new StringBuilder("\"");
    for (char c : value.toString().toCharArray()) {
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < ' ') quoted.append("\\u%04x".formatted((int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  String ownNamespace() throws DiscoveryException {
    String name = text(surroundings.serviceAccount().resolve("namespace"));
    if (name == null || name.isBlank()) {
      throw new DiscoveryException(
          "the gateway's own namespace is not known: no %s/namespace"
              .formatted(surroundings.serviceAccount()));
    }
    return name.strip();
  }

  /** Null if the file cannot be read. */
  static @Nullable String text(Path file) {
    try {
      if (Files.size(file) > MAX_FILE) return null;
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return null;
    }
  }
}
