package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Receiver;
import dev.sluice.component.Settings;
import dev.sluice.otlp.Signal;
import dev.sluice.receiver.prometheus.discovery.kubernetes.FakeApi;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules that everybody has for annotated pods, from the API server to the batch. */
@Timeout(60)
class KubernetesScrapeTest {
  private static final String PODS = "/api/v1/pods";

  private final PageServer page = new PageServer();
  private final CollectingIntake intake = new CollectingIntake();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Settings settings = TestSettings.of("prometheus", Clock.SYSTEM, timer);
  private FakeApi api;
  private Receiver receiver;

  private void start() throws Exception {
    api = new FakeApi();
    receiver =
        new PrometheusReceiverFactory()
            .create(
                Configs.read(
                    """
                    config:
                      scrape_configs:
                        - job_name: kubernetes-pods
                          scrape_interval: 100ms
                          kubernetes_sd_configs:
                            - role: pod
                              api_server: %s
                          relabel_configs:
                            - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape]
                              action: keep
                              regex: true
                            - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_path]
                              action: replace
                              target_label: __metrics_path__
                              regex: (.+)
                            - source_labels: [__address__, __meta_kubernetes_pod_annotation_prometheus_io_port]
                              action: replace
                              regex: ([^:]+)(?::\\d+)?;(\\d+)
                              replacement: $1:$2
                              target_label: __address__
                            - action: labelmap
                              regex: __meta_kubernetes_pod_label_(.+)
                            - source_labels: [__meta_kubernetes_namespace]
                              action: replace
                              target_label: kubernetes_namespace
                            - source_labels: [__meta_kubernetes_pod_name]
                              action: replace
                              target_label: kubernetes_pod_name
                    """
                        .formatted(api.url())),
                settings,
                Map.of(Signal.METRICS, intake));
    receiver.start();
  }

  @AfterEach
  void stop() throws Exception {
    receiver.stop(Deadline.in(Duration.ofSeconds(20), Clock.SYSTEM));
    timer.shutdownNow();
    page.close();
    api.close();
  }

  private String pod(String name, String ip, boolean isScraped) {
    return """
    {"metadata": {"name": "%s", "namespace": "shop", "uid": "u-%s", "labels": {"app": "cart"},
       "annotations": {"prometheus.io/scrape": "%s", "prometheus.io/port": "%s",
                       "prometheus.io/path": "/actuator/prometheus"},
       "ownerReferences": [{"kind": "ReplicaSet", "name": "cart-5d", "controller": true}]},
     "spec": {"nodeName": "n1",
       "containers": [{"name": "app", "ports": [{"containerPort": 9999, "name": "web"}]}]},
     "status": {"podIP": "%s", "phase": "Running"}}
    """
        .formatted(
            name, name, isScraped, page.address().substring(page.address().indexOf(':') + 1), ip);
  }

  @Test
  void annotatedPods_areScrapedUntilTheyAreGone() throws Exception {
    page.says("a 1\n");
    start();
    api.put(PODS, "other", pod("other", "127.0.0.2", false));
    api.put(PODS, "cart-1", pod("cart-1", "127.0.0.1", true));

    Scrape scrape = intake.take();
    assertThat(scrape.values()).containsEntry("a", 1.0).containsEntry("up", 1.0);
    assertThat(page.request().line()).isEqualTo("GET /actuator/prometheus HTTP/1.1");
    assertThat(resource(scrape))
        .containsEntry("service.name", "kubernetes-pods")
        .containsEntry("service.instance.id", page.address())
        .containsEntry("k8s.pod.name", "cart-1")
        .containsEntry("k8s.pod.uid", "u-cart-1")
        .containsEntry("k8s.namespace.name", "shop")
        .containsEntry("k8s.node.name", "n1")
        .containsEntry("k8s.container.name", "app")
        .containsEntry("k8s.replicaset.name", "cart-5d");
    assertThat(scrape.attributes("a"))
        .containsEntry("app", "cart")
        .containsEntry("kubernetes_namespace", "shop")
        .containsEntry("kubernetes_pod_name", "cart-1");

    api.remove(PODS, "cart-1");
    Scrape last = intake.take();
    while (!Double.isNaN(last.values().get("up"))) last = intake.take();
    assertThat(last.values().get("a")).isNaN();
  }

  @Test
  void metadataServers_areNotAsked() throws Exception {
    start();
    api.put(PODS, "evil", pod("evil", "169.254.169.254", true));

    assertThat(intake.take().isUp()).isFalse();
  }

  private static Map<String, String> resource(Scrape scrape) {
    var attributes = new TreeMap<String, String>();
    for (KeyValue one : scrape.request().getResourceMetrics(0).getResource().getAttributesList()) {
      attributes.put(one.getKey(), one.getValue().getStringValue());
    }
    return attributes;
  }
}
