package dev.sluice.exporter.loki;

import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Parts a batch by the tenants of its records, each with the order kept. What has no tenant belongs
 * to the tenant {@code ""}. Most batches are of one tenant and stay as they are. Any thread.
 */
final class Tenants {
  private static final String NONE = "";

  /** Tenants of one batch that get a part of their own: a part takes more memory than a record. */
  private static final int MAX_PARTS = 256;

  /** The lane of all others; no header can hold it, so no tenant has it. */
  private static final String MIXED = "\0";

  private static final ByteSearch HINT = new ByteSearch(Hints.TENANT);

  private static final String HEADER = "X-Scope-OrgID";

  private final LokiResources resources;

  /** Whether there ever was a part of several tenants; most gateways never meet one. */
  private volatile boolean areMixed;

  Tenants(LokiResources resources) {
    this.resources = resources;
  }

  /**
   * Hands every record of the batch to {@code lanes}, under its tenant. From the {@value
   * #MAX_PARTS}th tenant on they go together, to be cut when their turn comes.
   */
  void partition(Batch batch, BiConsumer<String, Batch> lanes) {
    ByteSlice only = onlyTenant(batch);
    if (only != null) {
      lanes.accept(only.isEmpty() ? NONE : only.utf8(), batch);
      return;
    }
    var parts = new LinkedHashMap<String, BatchBuilder>();
    for (int i = 0; i < batch.size(); i++) {
      ResourceGroup group = batch.group(i);
      if (group.items() == 0) continue;
      LokiResource resource = resources.of(group.resource());
      ByteSlice tenant = tenant(resource, group.rest());
      if (tenant != null) {
        builder(parts, lane(tenant.utf8(), parts.keySet()), batch).add(batch, i, group);
        continue;
      }
      for (var part : split(group, resource, parts.keySet()).entrySet()) {
        builder(parts, part.getKey(), batch).add(batch, i, part.getValue());
      }
    }
    if (parts.containsKey(MIXED)) areMixed = true;
    parts.forEach((tenant, part) -> lanes.accept(tenant, part.build(batch.metadata())));
  }

  private static BatchBuilder builder(Map<String, BatchBuilder> parts, String tenant, Batch batch) {
    return parts.computeIfAbsent(tenant, any -> new BatchBuilder(batch.signal()));
  }

  private static String lane(String tenant, Set<String> lanes) {
    return lanes.size() < MAX_PARTS || lanes.contains(tenant) ? tenant : MIXED;
  }

  /** The tenant of all records of a batch, or null if it has several. */
  @Nullable String of(Batch batch) {
    String only = null;
    for (int i = 0; i < batch.size(); i++) {
      ResourceGroup group = batch.group(i);
      if (group.items() == 0) continue;
      LokiResource resource = resources.of(group.resource());
      ByteSlice tenant = tenant(resource, group.rest());
      Set<String> tenants = tenant == null ? tenants(group, resource) : Set.of(tenant.utf8());
      if (only == null) only = tenants.iterator().next();
      if (!areMixed) return only;
      if (tenants.size() > 1 || !tenants.contains(only)) return null;
    }
    return only == null ? NONE : only;
  }

  /** One of the tenants of a group's records, and another if there are more. */
  private static Set<String> tenants(ResourceGroup group, LokiResource resource) {
    var found = new LinkedHashSet<String>();
    RecordSplit.forEach(
        group,
        record -> {
          if (found.size() < 2) found.add(tenant(resource, record));
        });
    return found;
  }

  /** Whether a header can hold it. What cannot be sent to anybody is refused by Loki, too. */
  static boolean isSendable(String tenant) {
    return tenant.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }

  /** What says to Loki whose a request is; nothing for no tenant. */
  static Map<String, String> headers(String tenant) {
    return tenant.isEmpty() ? Map.of() : Map.of(HEADER, tenant);
  }

  private @Nullable ByteSlice onlyTenant(Batch batch) {
    ByteSlice only = null;
    for (int i = 0; i < batch.size(); i++) {
      ResourceGroup group = batch.group(i);
      if (group.items() == 0) continue;
      ByteSlice tenant = tenant(resources.of(group.resource()), group.rest());
      if (tenant == null) return null;
      if (only == null) only = tenant;
      if (!only.equals(tenant)) return null;
    }
    return only == null ? ByteSlice.EMPTY : only;
  }

  /** The tenant of all records of a group, or null if each has to be asked. */
  private static @Nullable ByteSlice tenant(LokiResource resource, ByteSlice rest) {
    if (resource.tenantName() != null) return resource.tenant();
    // A record's hint is an attribute: where its name does not stand, there is none.
    return HINT.isIn(rest) ? null : ByteSlice.EMPTY;
  }

  private static Map<String, ResourceGroup> split(
      ResourceGroup group, LokiResource resource, Set<String> known) {
    var lanes = new HashSet<>(known);
    return RecordSplit.split(
        group,
        record -> {
          String lane = lane(tenant(resource, record), lanes);
          lanes.add(lane);
          return lane;
        });
  }

  private static String tenant(LokiResource resource, LogRecord record) {
    KeyValues attributes = record.attributes();
    ByteSlice name = resource.tenantName();
    if (name == null) {
      if (record.tenant() < 0) return NONE;
      name = string(attributes, record.tenant());
      int shared = resource.attributes().find(name);
      if (shared >= 0) return string(resource.attributes(), shared).utf8();
    }
    int own = attributes.find(name);
    return own < 0 ? NONE : string(attributes, own).utf8();
  }

  /** The attribute's value if it is a string, else nothing. */
  static ByteSlice string(KeyValues attributes, int index) {
    byte[] array = attributes.array();
    Value value = new Value().read(array, attributes.valueFrom(index), attributes.valueTo(index));
    if (!value.is(Otlp.AnyValue.STRING_VALUE)) return ByteSlice.EMPTY;
    return ByteSlice.of(array, value.from(), value.to() - value.from());
  }
}
