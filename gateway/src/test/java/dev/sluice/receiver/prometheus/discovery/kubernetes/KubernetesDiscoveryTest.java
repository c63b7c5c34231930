package dev.sluice.receiver.prometheus.discovery.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.tls.TlsFixtures;
import dev.sluice.receiver.prometheus.discovery.Discovery;
import dev.sluice.receiver.prometheus.discovery.Standing;
import dev.sluice.receiver.prometheus.discovery.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Lists and watches against an API server on a real socket. */
@Timeout(60)
class KubernetesDiscoveryTest {
  private static final String PODS = "/api/v1/pods";

  private final Workbench bench = new Workbench();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Standing.class);
  private FakeApi api;
  private Discovery discovery;

  @BeforeEach
  void listen() throws Exception {
    api = new FakeApi();
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() throws Exception {
    logger.detachAppender(log);
    if (discovery != null) discovery.close();
    bench.close();
    api.close();
  }

  private void start(String keys) throws Exception {
    start("api_server: " + api.url() + "\n" + keys, Surroundings.OF_THE_PROCESS);
  }

  private void start(String yaml, Surroundings surroundings) throws Exception {
    Section section = Sections.parse(yaml);
    KubernetesDiscovery config = KubernetesDiscovery.read(section, surroundings);
    assertThat(Sections.problems(section)).isEmpty();
    discovery = config.open(bench.groups, bench.lent());
    discovery.start();
  }

  private static String pod(String name, String ip) {
    return """
    {"metadata": {"name": "%s", "namespace": "shop"},
     "spec": {"nodeName": "n1", "containers": [{"name": "c", "ports": [{"containerPort": 80}]}]},
     "status": {"podIP": "%s"}}
    """
        .formatted(name, ip);
  }

  private String lastLine() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (log.list.isEmpty()) {
      if (System.nanoTime() - end > 0) throw new AssertionError("nothing was logged");
      Thread.onSpinWait();
    }
    return log.list.get(log.list.size() - 1).getFormattedMessage();
  }

  @Test
  void pods_comeAndGo() throws Exception {
    api.put(PODS, "a", pod("a", "10.0.0.1"));
    start("role: pod");
    bench.change();
    assertThat(bench.addresses()).containsExactly("10.0.0.1:80");

    api.put(PODS, "b", pod("b", "10.0.0.2"));
    bench.change();
    api.put(PODS, "a", pod("a", "10.0.0.3"));
    bench.change();
    assertThat(bench.addresses()).containsExactly("10.0.0.3:80", "10.0.0.2:80");
    api.remove(PODS, "a");
    bench.change();
    assertThat(bench.addresses()).containsExactly("10.0.0.2:80");
  }

  @Test
  void theQuestions_areThoseOfAWatch() throws Exception {
    api.pageSize(1);
    api.put("/api/v1/namespaces/shop/pods", "a", pod("a", "10.0.0.1"));
    api.put("/api/v1/namespaces/shop/pods", "b", pod("b", "10.0.0.2"));
    start(
        """
        role: pod
        namespaces: {names: [shop]}
        selectors: [{role: pod, label: "app in (a,b)", field: "spec.nodeName=n1"}]
        """);
    bench.change();

    assertThat(bench.addresses()).hasSize(2);
    assertThat(api.asked())
        .isEqualTo(
            "/api/v1/namespaces/shop/pods {fieldSelector=spec.nodeName=n1,"
                + " labelSelector=app in (a,b), limit=500, resourceVersion=0}");
    assertThat(api.asked()).contains("continue=1").doesNotContain("resourceVersion");
    assertThat(api.asked())
        .contains("allowWatchBookmarks=true", "resourceVersion=102", "labelSelector=app in (a,b)")
        .contains("watch=1", "timeoutSeconds=");
  }

  @Test
  void aWatchThatEnds_goesOnWhereItWas() throws Exception {
    start("role: pod");
    assertThat(api.asked()).contains("limit");
    assertThat(api.asked()).contains("resourceVersion=100");
    api.bookmark();
    api.put(PODS, "a", pod("a", "10.0.0.1"));
    bench.change();
    api.endWatches(true);
    assertThat(api.asked()).contains("watch=1", "resourceVersion=102");
    api.put(PODS, "b", pod("b", "10.0.0.2"));
    bench.change();
    api.endWatches(false);
    assertThat(api.asked()).contains("watch=1", "resourceVersion=103");
    api.put(PODS, "c", pod("c", "10.0.0.3"));
    bench.change();

    assertThat(bench.addresses()).hasSize(3);
    assertThat(bench.failures.sum()).isZero();
  }

  @Test
  void aVersionThatIsForgotten_leadsToANewList() throws Exception {
    api.put(PODS, "a", pod("a", "10.0.0.1"));
    start("role: pod");
    bench.change();
    api.asked();
    api.asked();
    api.forget();
    api.put(PODS, "b", pod("b", "10.0.0.2"));
    api.remove(PODS, "a");
    api.endWatches(true);
    while (!bench.addresses().equals(java.util.List.of("10.0.0.2:80"))) bench.change();

    assertThat(bench.failures.sum()).isZero();
  }

  @Test
  void manyPagesThatAreMoreThanFitTogether_areRefused() throws Exception {
    for (String name : List.of("a", "b", "c", "d")) {
      api.put(PODS, name, pod(name + "x".repeat(400_000), "10.0.0.1"));
    }
    api.pageSize(1);
    start("role: pod");

    assertThat(lastLine()).contains("more than fit into the memory");
  }

  @Test
  void aMissingRight_isNamed() throws Exception {
    api.refuse("/api/v1/services", 403, "services is forbidden: User cannot list resource");
    api.put("/api/v1/endpoints", "a", "{\"metadata\": {\"name\": \"a\", \"namespace\": \"s\"}}");
    start("role: endpoints");

    assertThat(lastLine())
        .contains("the right to list services in all namespaces is missing (403)")
        .contains("a ClusterRole with apiGroups [\"\"], resources [\"services\"]")
        .contains("User cannot list resource");
    assertThat(bench.groups.all()).isEmpty();
    api.allow("/api/v1/services");
    bench.change();
    assertThat(bench.groups.all()).hasSize(1);
  }

  @Test
  void moreThanFits_isRefused() throws Exception {
    api.put(PODS, "a", pod("a" + "x".repeat(2_000_000), "10.0.0.1"));
    start("role: pod");

    assertThat(lastLine()).contains("more than fit into the memory");
  }

  @Test
  void aPod_usesItsServiceAccount(@TempDir Path account) throws Exception {
    start("role: pod", new Surroundings(Map.of(), account));
    assertThat(lastLine()).contains("this is no pod of a cluster");

    Files.writeString(account.resolve("token"), "t1");
    Files.writeString(account.resolve("namespace"), "shop");
    Section section = Sections.parse("role: pod\nnamespaces: {own_namespace: true}");
    var surroundings =
        new Surroundings(
            Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443"),
            account);
    KubernetesDiscovery config = KubernetesDiscovery.read(section, surroundings);
    Access.Server server = config.access().server();

    assertThat(server.url()).isEqualTo("https://[fd00::1]:443");
    assertThat(server.http().auth().header()).isEqualTo("Bearer t1");
    Files.writeString(account.resolve("token"), "t2\n");
    assertThat(server.http().auth().header()).isEqualTo("Bearer t2");
    assertThat(config.access().ownNamespace()).isEqualTo("shop");
  }

  @Test
  void aKubeconfig_saysHowToAsk(@TempDir Path home) throws Exception {
    Path file =
        Files.writeString(
            home.resolve("config"),
            """
            current-context: here
            contexts:
              - {name: here, context: {cluster: c, user: u}}
            clusters:
              - {name: c, cluster: {server: "%s/"}}
            users:
              - {name: u, user: {token: secret}}
            """
                .formatted(api.url()));
    api.put(PODS, "a", pod("a", "10.0.0.1"));
    start("{role: pod, kubeconfig_file: %s}".formatted(file), Surroundings.OF_THE_PROCESS);
    bench.change();

    assertThat(api.backend().take().headers()).containsEntry("authorization", "Bearer secret");
  }

  @Test
  void aKubeconfigsCertificates_areUsed(@TempDir Path home) throws Exception {
    var encoder = Base64.getEncoder();
    String ca = encoder.encodeToString(Files.readAllBytes(TlsFixtures.file("ca.pem")));
    String cert = encoder.encodeToString(Files.readAllBytes(TlsFixtures.file("client.pem")));
    Path key = Files.copy(TlsFixtures.file("client.key"), home.resolve("own.key"));
    try (var secure = new FakeApi(TlsFixtures.server("server.pem", "server-pkcs1.key", true))) {
      Path file =
          Files.writeString(
              home.resolve("config"),
              """
              current-context: here
              contexts: [{name: here, context: {cluster: c, user: u}}]
              clusters:
                - name: c
                  cluster:
                    server: https://127.0.0.1:%d
                    certificate-authority-data: %s
              users: [{name: u, user: {client-certificate-data: %s, client-key: %s}}]
              """
                  .formatted(secure.backend().port(), ca, cert, key.getFileName()));
      secure.put(PODS, "a", pod("a", "10.0.0.1"));
      start("{role: pod, kubeconfig_file: %s}".formatted(file), Surroundings.OF_THE_PROCESS);
      bench.change();
      discovery.close();
    }
    assertThat(bench.addresses()).containsExactly("10.0.0.1:80");
  }

  @Test
  void aWatchThatSaysNonsense_isSaid() throws Exception {
    start("role: pod");
    api.asked();
    api.asked();
    api.put(PODS, "a", pod("a", "10.0.0.1"));
    bench.change();
    api.say("<html>");
    assertThat(lastLine()).contains("the watch of pods in all namespaces is no valid JSON");
    api.put(PODS, "b", pod("b", "10.0.0.2"));
    bench.change();
    assertThat(bench.addresses()).hasSize(2);
  }

  @Test
  void aKubeconfigWithAProgram_isRefused(@TempDir Path home) throws Exception {
    Path file =
        Files.writeString(
            home.resolve("config"),
            """
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://x"}}]
            users: [{name: u, user: {exec: {command: aws}}}]
            """);
    start("{role: pod, kubeconfig_file: %s}".formatted(file), Surroundings.OF_THE_PROCESS);

    assertThat(lastLine()).contains("user 'u' gets its token from a program (exec)");
  }

  @Test
  void mistakes_areExplained() {
    Section section =
        Sections.parse(
            """
            role: endpoints
            basic_auth: {username: u}
            kubeconfig_file: x
            api_server: nowhere
            namespaces: {own_namespace: true}
            selectors: [{role: node, label: a}, {role: pod}, {role: pod}]
            """);
    KubernetesDiscovery.read(section);

    assertThat(Sections.problems(section))
        .contains("`api_server` must be a URL")
        .contains("`kubeconfig_file` excludes `api_server`")
        .contains("`own_namespace` is for a gateway in the cluster")
        .contains("allowed: ")
        .contains("`role` stands twice");
  }
}
