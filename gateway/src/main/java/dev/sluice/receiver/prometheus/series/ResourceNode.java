package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that comes from one job and instance: a resource and its scopes. */
final class ResourceNode {
  private static final int FIRST_SIZE = 256;

  /** One part of this many may be unused. */
  private static final int SLACK = 8;

  private final Map<String, String> ownAttributes;
  private final Map<ScopeFamilies.Id, ScopeFamilies> scopes = new LinkedHashMap<>();

  /** What {@code target_info} added, and in which scrape. */
  private Map<String, String> infoLabels = Map.of();

  private int infoScrape;

  /** Of what was written of the last scrape, in bytes. */
  private long lastSize;

  private Map<String, String> encodedInfo = Map.of();
  private @Nullable ByteSlice encoded;

  ResourceNode(Map<String, String> ownAttributes) {
    this.ownAttributes = ownAttributes;
  }

  ScopeFamilies scope(ScopeFamilies.Id id) {
    return scopes.computeIfAbsent(id, ScopeFamilies::new);
  }

  /** Number of scopes. */
  int size() {
    return scopes.size();
  }

  Iterable<ScopeFamilies> scopes() {
    return scopes.values();
  }

  /** Labels of a {@code target_info} series, which become attributes and go before others. */
  void addInfo(int scrape, Map<String, String> labels) {
    if (infoScrape == scrape && !infoLabels.isEmpty()) {
      var all = new LinkedHashMap<>(infoLabels);
      all.putAll(labels);
      infoLabels = all;
    } else {
      infoLabels = labels;
    }
    infoScrape = scrape;
  }

  /** Forgets points to which no series leads; true if nothing is left. */
  boolean forgetOrphans() {
    scopes.values().removeIf(ScopeFamilies::forgetOrphans);
    return scopes.isEmpty();
  }

  /** What the scrape has of this resource, in groups that {@code parts} has room for. */
  void encode(int scrape, long processStartNanos, String version, Parts parts) {
    long before = lastSize;
    lastSize = 0;
    ProtoWriter out = writer(before, parts.room());
    int points = 0;
    for (ScopeFamilies scope : scopes.values()) {
      for (ScopeWalk walk = scope.walk(); walk.next(); ) {
        points += scope.write(out, walk, scrape, processStartNanos, version, parts.room());
        if (out.size() < parts.room()) continue;
        parts.add(group(out, scrape, points));
        points = 0;
        out = writer(before - lastSize, parts.room());
      }
    }
    if (points > 0) parts.add(group(out, scrape, points));
  }

  /** A scrape is as long as the one before, give or take a little, which the bytes may keep. */
  private static ProtoWriter writer(long expected, int room) {
    int size = (int) Math.max(0, Math.min(expected, room));
    return new ProtoWriter(size + size / SLACK + FIRST_SIZE);
  }

  private ResourceGroup group(ProtoWriter out, int scrape, int points) {
    int size = out.size();
    lastSize += size;
    boolean isSnug = out.array().length - size <= size / SLACK + FIRST_SIZE;
    ByteSlice rest = isSnug ? out.toSlice() : ByteSlice.of(out.toByteArray());
    return ResourceGroup.of(resource(infoScrape == scrape ? infoLabels : Map.of()), rest, points);
  }

  /** The same bytes every time, as long as {@code target_info} says the same. */
  private ByteSlice resource(Map<String, String> info) {
    ByteSlice known = encoded;
    if (known != null && encodedInfo.equals(info)) return known;
    var attributes = new LinkedHashMap<>(ownAttributes);
    attributes.putAll(info);
    var out = new ProtoWriter();
    attributes.forEach((key, value) -> KeyValues.write(out, Otlp.Resource.ATTRIBUTES, key, value));
    ByteSlice made = ByteSlice.of(out.toByteArray());
    encodedInfo = info;
    encoded = made;
    return made;
  }
}
