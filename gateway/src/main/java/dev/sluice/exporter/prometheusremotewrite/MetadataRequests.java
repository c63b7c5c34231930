package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.component.Clock;
import dev.sluice.data.Batch;
import dev.sluice.net.client.HttpReply;
import dev.sluice.net.client.SendException;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code send_metadata}: types, help and units of metrics, in requests of their own, after the
 * samples. A family is said when it is new or has changed, and once a minute. No item depends on
 * it: what does not arrive is said again. Owner: the thread that sends.
 */
final class MetadataRequests {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusRemoteWriteExporter.class);

  private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();

  /** Beyond this the families that were said first are forgotten, and said again. */
  private static final int MAX_REMEMBERED = 20_000;

  private final MetricNames names;
  private final long maxRequestBytes;
  private final Clock clock;
  private final Map<Family, Said> said = new LinkedHashMap<>();

  private record Family(String owner, String name) {}

  private record Said(MetricMetadata what, long atNanos) {}

  /** Posts one request. */
  interface Post {
    HttpReply post(ByteSlice request) throws SendException;
  }

  MetadataRequests(MetricNames names, long maxRequestBytes, Clock clock) {
    this.names = names;
    this.maxRequestBytes = maxRequestBytes;
    this.clock = clock;
  }

  /** Says what there is to say of the metrics in a batch, which are that owner's. */
  void send(Batch batch, String owner, Post post) {
    var families = new TreeMap<String, MetricMetadata>();
    MetricMetadata.collect(batch, names, families);
    families.entrySet().removeIf(e -> isSaid(new Family(owner, e.getKey()), e.getValue()));
    for (ByteSlice request : requests(families)) {
      try {
        HttpReply reply = post.post(request);
        if (!reply.isSuccess()) {
          LOG.debug("metadata was not taken: {}; it will be said again", reply);
          return;
        }
      } catch (SendException e) {
        LOG.debug("metadata was not sent: {}; it will be said again", e.getMessage());
        return;
      }
    }
    families.forEach((name, metadata) -> remember(new Family(owner, name), metadata));
  }

  private boolean isSaid(Family family, MetricMetadata metadata) {
    Said last = said.get(family);
    return last != null
        && last.what().equals(metadata)
        && clock.nanoTime() - last.atNanos() < REPEAT_NANOS;
  }

  private void remember(Family family, MetricMetadata metadata) {
    said.remove(family);
    said.put(family, new Said(metadata, clock.nanoTime()));
    if (said.size() <= MAX_REMEMBERED) return;
    var oldest = said.keySet().iterator();
    oldest.next();
    oldest.remove();
  }

  /** Cut so that each is within the maximum, unless one entry is beyond it. */
  private List<ByteSlice> requests(Map<String, MetricMetadata> families) {
    var requests = new ArrayList<ByteSlice>();
    var out = new ProtoWriter();
    for (Map.Entry<String, MetricMetadata> family : families.entrySet()) {
      int before = out.size();
      family.getValue().writeTo(out, family.getKey());
      if (out.size() > maxRequestBytes && before > 0) {
        requests.add(ByteSlice.of(out.toByteArray()).slice(0, before));
        out.clear();
        family.getValue().writeTo(out, family.getKey());
      }
    }
    if (out.size() > 0) requests.add(out.toSlice());
    return requests;
  }
}
