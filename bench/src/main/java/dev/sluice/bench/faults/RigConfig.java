package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.Kind;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a gateway under test: the mission's pipelines with short pauses.
 *
 * @param loki whether it has the {@code loki} exporter; else logs leave by OTLP/HTTP
 * @param storage where the queues are; null: in memory
 * @param storageKeys keys of the storage beside its directory, each with a comma before it
 * @param timeout of a request to a backend
 * @param queueKeys keys of the queues, each with a comma before it
 */
record RigConfig(
    boolean loki,
    int in,
    int metrics,
    Map<Kind, Integer> backends,
    @Nullable Path storage,
    String storageKeys,
    String timeout,
    String queueKeys) {

  RigConfig storedIn(Path directory) {
    return new RigConfig(loki, in, metrics, backends, directory, storageKeys, timeout, queueKeys);
  }

  /** Keys that only this gateway's storage has. */
  RigConfig storingWith(String keys) {
    return new RigConfig(loki, in, metrics, backends, storage, ", " + keys, timeout, queueKeys);
  }

  RigConfig within(String time) {
    return new RigConfig(loki, in, metrics, backends, storage, storageKeys, time, queueKeys);
  }

  RigConfig queueing(String keys) {
    return new RigConfig(loki, in, metrics, backends, storage, storageKeys, timeout, ", " + keys);
  }

  /** The same with a backend of one signal elsewhere. */
  RigConfig sending(Kind kind, int port) {
    var ports = new EnumMap<>(backends);
    ports.put(kind, port);
    return new RigConfig(loki, in, metrics, ports, storage, storageKeys, timeout, queueKeys);
  }

  String text() {
    return """
        %s
        receivers:
          otlp:
            protocols:
              http:
                endpoint: 127.0.0.1:%d
        processors:
          batch: {timeout: 200ms}
        exporters:
          otlphttp:
            endpoint: http://127.0.0.1:%d
        %s
          %s:
            endpoint: http://127.0.0.1:%d%s
        %s
          prometheusremotewrite:
            endpoint: http://127.0.0.1:%d/api/v1/write
        %s
        service:
          %s
          pipelines:
            traces: {receivers: [otlp], processors: [batch], exporters: [otlphttp]}
            logs: {receivers: [otlp], processors: [batch], exporters: [%s]}
            metrics: {receivers: [otlp], processors: [batch], exporters: [prometheusremotewrite]}
          telemetry:
            metrics:
              readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}}]
        """
        .formatted(
            storage == null
                ? ""
                : "extensions: {file_storage: {directory: %s, create_directory: true, fsync: true%s}}"
                    .formatted(storage, loki ? storageKeys : ""),
            in,
            backends.get(Kind.TRACES),
            sending(true),
            loki ? "loki" : "otlphttp/logs",
            backends.get(Kind.LOGS),
            loki ? "/loki/api/v1/push" : "",
            sending(true),
            backends.get(Kind.METRICS),
            sending(loki),
            storage == null ? "" : "extensions: [file_storage]",
            loki ? "loki" : "otlphttp/logs",
            metrics);
  }

  private String sending(boolean hasQueue) {
    var keys =
        new StringBuilder(
            """
                timeout: %s
                retry_on_failure: {initial_interval: 200ms, max_interval: 5s, max_elapsed_time: 0s}
            """
                .formatted(timeout));
    if (hasQueue) {
      keys.append("    sending_queue: {num_consumers: 4").append(queueKeys);
      if (storage != null) keys.append(", storage: file_storage");
      keys.append("}\n");
    }
    return keys.toString();
  }
}
