package dev.sluice.receiver.prometheus;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.config.PlainYaml;
import dev.sluice.config.Section;
import dev.sluice.net.client.HttpPage;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.receiver.prometheus.client.ScrapeClient;
import dev.sluice.receiver.prometheus.client.ScrapeException;
import dev.sluice.receiver.prometheus.discovery.BoundedInput;
import dev.sluice.receiver.prometheus.discovery.DiscoveryException;
import dev.sluice.receiver.prometheus.discovery.Lent;
import dev.sluice.receiver.prometheus.discovery.Refresher;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the jobs of a target allocator: asks for them every interval, and until it has answered
 * once every few seconds; begins those that are new, ends those that are gone, and begins those
 * anew that have changed. A job that cannot be understood is left out, and an allocator that does
 * not answer changes nothing. For one thread at a time.
 */
final class AllocatedJobs implements Refresher.Question {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Map<String, List<String>> HEADERS =
      Map.of("Accept", List.of("application/json"), "Accept-Encoding", List.of("gzip"));
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(50).build())
          .build();

  private final AllocatorConfig config;
  private final ScrapeDefaults defaults;
  private final Jobs jobs;
  private final Set<String> written;
  private final ScrapeClient client;
  private final Lent lent;
  private final Map<String, String> known = new HashMap<>();
  private boolean answered;
  private long answeredNanos;

  /**
   * @param written names of jobs that the configuration has, and that the allocator's cannot have
   */
  AllocatedJobs(
      AllocatorConfig config, ScrapeDefaults defaults, Set<String> written, Jobs jobs, Lent lent)
      throws TlsException {
    this.config = config;
    this.defaults = defaults;
    this.written = written;
    this.jobs = jobs;
    this.lent = lent;
    this.client =
        new ScrapeClient(config.http(), address -> true, lent.version(), lent.clock()::nanoTime);
  }

  /** How often {@link #ask} is to be called. */
  static Duration step(AllocatorConfig config) {
    return config.interval().compareTo(FIRST) < 0 ? config.interval() : FIRST;
  }

  @Override
  public void ask() throws DiscoveryException {
    long now = lent.clock().nanoTime();
    if (answered && now - answeredNanos < config.interval().toNanos()) return;
    Map<String, String> texts = fetch();
    answered = true;
    answeredNanos = now;
    for (String name : Set.copyOf(known.keySet())) {
      if (texts.get(name) == null || !texts.get(name).equals(known.get(name))) end(name);
    }
    String trouble = "";
    for (Map.Entry<String, String> job : texts.entrySet()) {
      if (known.containsKey(job.getKey())) continue;
      String why = begin(job.getKey(), job.getValue());
      if (!why.isEmpty() && trouble.isEmpty()) trouble = why;
    }
    if (!trouble.isEmpty()) throw new DiscoveryException(trouble);
  }

  private void end(String name) {
    known.remove(name);
    jobs.remove(name);
    LOG.info("receiver '{}': the target allocator's job '{}' ends", lent.receiver(), name);
  }

  /** Why not; empty if it has begun. */
  private String begin(String name, String text) {
    if (written.contains(name)) {
      return "its job '%s' is left out: the configuration has one of that name".formatted(name);
    }
    try {
      Section section = PlainYaml.section(name, text, "job `" + name + "`");
      ScrapeJob job = JobKeys.read(section, defaults);
      String errors = PlainYaml.errors(section);
      if (!errors.isEmpty()) return "its job '%s' is left out: %s".formatted(name, errors);
      if (!job.name().equals(name)) {
        return "its job '%s' is left out: it calls itself '%s'".formatted(name, job.name());
      }
      ScrapeJob ours = job.discoveredBy(List.of(config.targetsOf(name)));
      jobs.add(config.scrapes() == null ? ours : ours.askedBy(config.scrapes()));
    } catch (PlainYaml.InvalidException | TlsException e) {
      return "its job '%s' is left out: %s".formatted(name, e.getMessage());
    }
    known.put(name, text);
    LOG.info("receiver '{}': the target allocator's job '{}' begins", lent.receiver(), name);
    return "";
  }

  /** The jobs by name, without what says where their targets are. */
  private Map<String, String> fetch() throws DiscoveryException {
    Target target = Target.parse(config.endpoint() + "/scrape_configs");
    if (target == null) throw new DiscoveryException("its endpoint is no URL");
    try (HttpPage page = client.get(target, HEADERS, config.timeout())) {
      if (page.status() != 200) {
        throw new DiscoveryException("HTTP %d from %s".formatted(page.status(), target));
      }
      try (JsonParser json = JSON.createParser(new BoundedInput(page.body(), lent.maxBytes()))) {
        return read(json);
      }
    } catch (SendException | ScrapeException e) {
      throw new DiscoveryException(String.valueOf(e.getMessage()));
    } catch (JacksonException e) {
      throw new DiscoveryException("its jobs are no valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new DiscoveryException("its jobs cannot be read: " + e.getMessage());
    }
  }

  private static Map<String, String> read(JsonParser json) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    if (json.nextToken() != JsonToken.START_OBJECT) throw new IOException("no map of jobs");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the job '" + name + "' is no map");
      }
      texts.put(name, job(json));
    }
    return texts;
  }

  /** The allocator knows the targets; how it finds them is its own affair. */
  private static String job(JsonParser json) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.endsWith("_sd_configs") || field.equals("static_configs")) {
          json.skipChildren();
          continue;
        }
        out.writeFieldName(field);
        out.copyCurrentStructure(json);
      }
      out.writeEndObject();
    }
    // Left in rules by the operator's resources, for a sharding that the allocator does itself.
    String shard = System.getenv().getOrDefault("SHARD", "0");
    return text.toString().replace("$(SHARD)", shard);
  }

  @Override
  public void close() {
    client.close();
  }
}
