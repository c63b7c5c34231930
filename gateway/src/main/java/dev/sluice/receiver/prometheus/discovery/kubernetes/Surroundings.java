package dev.sluice.receiver.prometheus.discovery.kubernetes;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a pod is given: variables that say where the API server is, and a service account's files.
 */
record Surroundings(Map<String, String> environment, Path serviceAccount) {
  static final Surroundings OF_THE_PROCESS =
      new Surroundings(System.getenv(), Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));
}
