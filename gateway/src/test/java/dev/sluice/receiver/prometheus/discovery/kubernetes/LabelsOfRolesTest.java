package dev.sluice.receiver.prometheus.discovery.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The labels of every role, name by name. */
class LabelsOfRolesTest {
  private static final String POD =
      """
      {"metadata": {"name": "cart-1", "namespace": "shop", "uid": "u1",
         "labels": {"app.kubernetes.io/name": "cart"}, "annotations": {"prometheus.io/port": "81"},
         "managedFields": [{"labels": "x"}],
         "ownerReferences": [{"kind": "ReplicaSet", "name": "cart-5d", "controller": true}]},
       "spec": {"nodeName": "n1", "volumes": [{"name": "x"}],
         "containers": [
           {"name": "app", "image": "cart:1", "env": [{"name": "S"}],
            "ports": [{"name": "web", "containerPort": 80, "protocol": "TCP"},
                      {"name": "adm", "containerPort": 81, "protocol": "TCP"}]},
           {"name": "side", "image": "side:1"}],
         "initContainers": [{"name": "init", "image": "init:1"}]},
       "status": {"phase": "Running", "podIP": "10.0.0.1", "hostIP": "10.1.0.1",
         "conditions": [{"type": "Ready", "status": "True"}],
         "containerStatuses": [{"name": "app", "containerID": "cri://1"}],
         "initContainerStatuses": [{"name": "init", "containerID": "cri://0"}]}}
      """;
  private static final String NODE =
      """
      {"metadata": {"name": "n1", "labels": {"zone": "a"}},
       "spec": {"providerID": "aws:///i-1"},
       "status": {"conditions": [{"type": "Ready", "status": "True"}],
         "addresses": [{"type": "Hostname", "address": "n1.local"},
                       {"type": "InternalIP", "address": "fd00::1"},
                       {"type": "InternalIP", "address": "10.1.0.1"}],
         "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}}}}
      """;
  private static final String SERVICE =
      """
      {"metadata": {"name": "cart", "namespace": "shop", "labels": {"team": "x"}},
       "spec": {"type": "LoadBalancer", "clusterIP": "10.9.0.1", "loadBalancerIP": "1.2.3.4",
         "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}]}}
      """;

  private final Map<String, Tree> world = new HashMap<>();

  private static Tree tree(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return Tree.read(parser);
    }
  }

  private void exists(Resource resource, String json) throws IOException {
    Tree tree = tree(json);
    world.put(resource + tree.key(), tree);
  }

  /** The labels of all targets without the prefix that all have, merged with their group's. */
  private List<Map<String, String>> make(Scene.GroupMaker maker, String json) throws IOException {
    TargetGroup group =
        maker.make("s", tree(json), (r, key) -> world.getOrDefault(r + key, Tree.NOTHING));
    var all = new ArrayList<Map<String, String>>();
    for (LabelSet target : group.targets()) {
      LabelSet labels = group.labels().copy();
      target.forEach(labels::set);
      var plain = new TreeMap<String, String>();
      labels.forEach((name, value) -> plain.put(name.replace("__meta_kubernetes_", ""), value));
      all.add(plain);
    }
    return all;
  }

  private static void putPod(Map<String, String> labels) {
    labels.put("pod_name", "cart-1");
    labels.put("pod_ip", "10.0.0.1");
    labels.put("pod_uid", "u1");
    labels.put("pod_phase", "Running");
    labels.put("pod_ready", "true");
    labels.put("pod_node_name", "n1");
    labels.put("pod_host_ip", "10.1.0.1");
    labels.put("pod_controller_kind", "ReplicaSet");
    labels.put("pod_controller_name", "cart-5d");
    labels.put("pod_label_app_kubernetes_io_name", "cart");
    labels.put("pod_labelpresent_app_kubernetes_io_name", "true");
    labels.put("pod_annotation_prometheus_io_port", "81");
    labels.put("pod_annotationpresent_prometheus_io_port", "true");
  }

  private static void putPort(Map<String, String> labels, String name, String number) {
    labels.put("pod_container_name", "app");
    labels.put("pod_container_image", "cart:1");
    labels.put("pod_container_init", "false");
    labels.put("pod_container_port_name", name);
    labels.put("pod_container_port_number", number);
    labels.put("pod_container_port_protocol", "TCP");
  }

  @Test
  void aPod_hasATargetForEachPort() throws Exception {
    List<Map<String, String>> targets = make(new Pods(Attached.NOTHING), POD);
    var expected = new TreeMap<String, String>();
    putPod(expected);
    putPort(expected, "web", "80");
    expected.put("namespace", "shop");
    expected.put("pod_container_id", "cri://1");
    expected.put("__address__", "10.0.0.1:80");

    assertThat(targets).hasSize(4);
    assertThat(targets.get(0)).isEqualTo(expected);
    assertThat(targets)
        .extracting(t -> t.get("__address__"))
        .containsExactly("10.0.0.1:80", "10.0.0.1:81", "10.0.0.1", "10.0.0.1");
    assertThat(targets.get(3))
        .containsEntry("pod_container_init", "true")
        .containsEntry("pod_container_id", "cri://0")
        .doesNotContainKey("pod_container_port_number");
  }

  @Test
  void whatAPodBelongsTo_isLookedUpWhereWanted() throws Exception {
    var all = new Attached(true, true, true, true, true);
    assertThat(make(new Pods(all), POD)).isEmpty();
    exists(Resource.NODES, NODE);
    exists(Resource.NAMESPACES, "{\"metadata\": {\"name\": \"shop\", \"labels\": {\"t\": \"1\"}}}");
    exists(
        Resource.REPLICASETS,
        """
        {"metadata": {"name": "cart-5d", "namespace": "shop", "ownerReferences":
          [{"kind": "Deployment", "name": "cart", "controller": true}]}}
        """);
    exists(
        Resource.JOBS,
        """
        {"metadata": {"name": "clean-1", "namespace": "shop", "ownerReferences":
          [{"kind": "CronJob", "name": "clean", "controller": true}]}}
        """);

    assertThat(make(new Pods(all), POD).get(0))
        .containsEntry("node_name", "n1")
        .containsEntry("node_label_zone", "a")
        .containsEntry("node_labelpresent_zone", "true")
        .containsEntry("namespace_label_t", "1")
        .containsEntry("pod_deployment_name", "cart")
        .doesNotContainKeys("node_provider_id", "namespace_name", "pod_job_name");
    String ofJob = POD.replace("ReplicaSet", "Job").replace("cart-5d", "clean-1");
    assertThat(make(new Pods(all), ofJob).get(0))
        .containsEntry("pod_job_name", "clean-1")
        .containsEntry("pod_cronjob_name", "clean");
  }

  @Test
  void aPodWithoutAddress_hasNone() throws Exception {
    assertThat(make(new Pods(Attached.NOTHING), POD.replace("10.0.0.1", ""))).isEmpty();
  }

  @Test
  void aService_hasATargetForEachPort() throws Exception {
    var expected = new TreeMap<String, String>();
    expected.put("__address__", "cart.shop.svc:8080");
    expected.put("namespace", "shop");
    expected.put("service_name", "cart");
    expected.put("service_label_team", "x");
    expected.put("service_labelpresent_team", "true");
    expected.put("service_port_name", "http");
    expected.put("service_port_number", "8080");
    expected.put("service_port_protocol", "TCP");
    expected.put("service_type", "LoadBalancer");
    expected.put("service_cluster_ip", "10.9.0.1");
    expected.put("service_loadbalancer_ip", "1.2.3.4");

    assertThat(make(new Services(Attached.NOTHING), SERVICE)).containsExactly(expected);
    String external =
        SERVICE.replace("LoadBalancer", "ExternalName").replace("clusterIP", "externalName");
    assertThat(make(new Services(Attached.NOTHING), external).get(0))
        .containsEntry("service_external_name", "10.9.0.1")
        .doesNotContainKeys("service_cluster_ip", "service_loadbalancer_ip");
  }

  @Test
  void aNode_isItsKubelet() throws Exception {
    var expected = new TreeMap<String, String>();
    expected.put("__address__", "[fd00::1]:10250");
    expected.put("instance", "n1");
    expected.put("node_name", "n1");
    expected.put("node_provider_id", "aws:///i-1");
    expected.put("node_condition_ready", "true");
    expected.put("node_label_zone", "a");
    expected.put("node_labelpresent_zone", "true");
    expected.put("node_address_Hostname", "n1.local");
    expected.put("node_address_InternalIP", "fd00::1");

    assertThat(make(new Nodes(), NODE)).containsExactly(expected);
  }

  @Test
  void endpoints_areAddressesAndTheOtherPortsOfTheirPods() throws Exception {
    exists(Resource.SERVICES, SERVICE);
    exists(Resource.PODS, POD);
    List<Map<String, String>> targets =
        make(
            new Endpoints(Attached.NOTHING),
            """
            {"metadata": {"name": "cart", "namespace": "shop", "labels": {"e": "1"}},
             "subsets": [{
               "addresses": [{"ip": "10.0.0.1", "nodeName": "n1", "hostname": "h",
                 "targetRef": {"kind": "Pod", "name": "cart-1", "namespace": "shop"}}],
               "notReadyAddresses": [{"ip": "10.0.0.9"}],
               "ports": [{"name": "http", "port": 80, "protocol": "TCP"}]}]}
            """);
    var expected = new TreeMap<String, String>();
    putPod(expected);
    putPort(expected, "web", "80");
    expected.put("namespace", "shop");
    expected.put("service_name", "cart");
    expected.put("service_label_team", "x");
    expected.put("service_labelpresent_team", "true");
    expected.put("endpoints_name", "cart");
    expected.put("endpoints_label_e", "1");
    expected.put("endpoints_labelpresent_e", "true");
    expected.put("endpoint_port_name", "http");
    expected.put("endpoint_port_protocol", "TCP");
    expected.put("endpoint_ready", "true");
    expected.put("endpoint_node_name", "n1");
    expected.put("endpoint_hostname", "h");
    expected.put("endpoint_address_target_kind", "Pod");
    expected.put("endpoint_address_target_name", "cart-1");
    expected.put("__address__", "10.0.0.1:80");

    assertThat(targets.get(0)).isEqualTo(expected);
    assertThat(targets.get(1))
        .containsEntry("__address__", "10.0.0.9:80")
        .containsEntry("endpoint_ready", "false")
        .doesNotContainKey("pod_name");
    assertThat(targets.get(2))
        .containsEntry("__address__", "10.0.0.1:81")
        .containsEntry("pod_container_port_name", "adm")
        .doesNotContainKey("endpoint_ready");
    assertThat(targets).hasSize(3);
  }

  @Test
  void slices_areAddressesAndPorts() throws Exception {
    exists(Resource.SERVICES, SERVICE);
    exists(Resource.PODS, POD);
    exists(Resource.NODES, NODE);
    List<Map<String, String>> targets =
        make(
            new EndpointSlices(new Attached(true, false, false, false, false)),
            """
            {"metadata": {"name": "cart-x", "namespace": "shop",
               "labels": {"kubernetes.io/service-name": "cart"}},
             "addressType": "IPv4",
             "endpoints": [{"addresses": ["10.0.0.1"], "hostname": "h", "nodeName": "n1",
               "zone": "z", "deprecatedTopology": {"a/b": "c"},
               "conditions": {"ready": true, "serving": true, "terminating": false},
               "targetRef": {"kind": "Pod", "name": "cart-1", "namespace": "shop"}}],
             "ports": [{"name": "http", "port": 80, "protocol": "TCP", "appProtocol": "h2c"}]}
            """);
    var expected = new TreeMap<String, String>();
    putPod(expected);
    putPort(expected, "web", "80");
    expected.put("namespace", "shop");
    expected.put("service_name", "cart");
    expected.put("service_label_team", "x");
    expected.put("service_labelpresent_team", "true");
    expected.put("endpointslice_name", "cart-x");
    expected.put("endpointslice_label_kubernetes_io_service_name", "cart");
    expected.put("endpointslice_labelpresent_kubernetes_io_service_name", "true");
    expected.put("endpointslice_address_type", "IPv4");
    expected.put("endpointslice_port", "80");
    expected.put("endpointslice_port_name", "http");
    expected.put("endpointslice_port_protocol", "TCP");
    expected.put("endpointslice_port_app_protocol", "h2c");
    expected.put("endpointslice_endpoint_conditions_ready", "true");
    expected.put("endpointslice_endpoint_conditions_serving", "true");
    expected.put("endpointslice_endpoint_conditions_terminating", "false");
    expected.put("endpointslice_endpoint_hostname", "h");
    expected.put("endpointslice_endpoint_node_name", "n1");
    expected.put("endpointslice_endpoint_zone", "z");
    expected.put("endpointslice_endpoint_topology_a_b", "c");
    expected.put("endpointslice_endpoint_topology_present_a_b", "true");
    expected.put("endpointslice_address_target_kind", "Pod");
    expected.put("endpointslice_address_target_name", "cart-1");
    expected.put("node_name", "n1");
    expected.put("node_label_zone", "a");
    expected.put("node_labelpresent_zone", "true");
    expected.put("__address__", "10.0.0.1:80");

    assertThat(targets.get(0)).isEqualTo(expected);
    assertThat(targets).hasSize(2);
  }

  @Test
  void anIngress_hasATargetForEachPath() throws Exception {
    List<Map<String, String>> targets =
        make(
            new Ingresses(Attached.NOTHING),
            """
            {"metadata": {"name": "web", "namespace": "shop"},
             "spec": {"ingressClassName": "nginx", "tls": [{"hosts": ["*.shop.example"]}],
               "rules": [{"host": "a.shop.example", "http": {"paths": [{"path": "/x"}, {}]}},
                         {"host": "other.example"}]}}
            """);
    var expected = new TreeMap<String, String>();
    expected.put("__address__", "a.shop.example");
    expected.put("namespace", "shop");
    expected.put("ingress_name", "web");
    expected.put("ingress_class_name", "nginx");
    expected.put("ingress_scheme", "https");
    expected.put("ingress_host", "a.shop.example");
    expected.put("ingress_path", "/x");

    assertThat(targets.get(0)).isEqualTo(expected);
    assertThat(targets).extracting(t -> t.get("ingress_path")).containsExactly("/x", "/", "/");
    assertThat(targets.get(2)).containsEntry("ingress_scheme", "http");
  }

  @ParameterizedTest
  @CsvSource({
    "*.a.b, x.a.b, true",
    "*.a.b, x.y.a.b, false",
    "*.a.b, a.b, false",
    "a.b, a.b, true",
    "a.*, a.b, false"
  })
  void anAsterisk_standsForOneLabel(String pattern, String host, boolean matches) {
    assertThat(Ingresses.matches(pattern, host)).isEqualTo(matches);
  }
}
