package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;

/**
 * One entry of an export request (a ResourceSpans, ResourceMetrics or ResourceLogs message), cut
 * into its resource and the rest. Immutable; the slices share the request's array.
 *
 * <pre>
 *   export request = 0A len [ 0A len (resource) ] (rest)   0A len ...
 *   rest           = scope_* = 2 ..., schema_url = 3, unknown fields, in the order they came
 * </pre>
 *
 * <p>Export requests of one signal are concatenated by writing their groups one after another. The
 * resource is written first, wherever it stood.
 */
public final class ResourceGroup {
  private static final int RESOURCE_GROUP = 1;
  private static final int RESOURCE = 1;

  private final ByteSlice resource;
  private final boolean hasResource;
  private final ByteSlice rest;
  private final int items;

  private ResourceGroup(ByteSlice resource, boolean hasResource, ByteSlice rest, int items) {
    this.resource = resource;
    this.hasResource = hasResource;
    this.rest = rest;
    this.items = items;
  }

  public static ResourceGroup of(ByteSlice resource, ByteSlice rest, int items) {
    return new ResourceGroup(resource, true, rest, items);
  }

  public static ResourceGroup withoutResource(ByteSlice rest, int items) {
    return new ResourceGroup(ByteSlice.EMPTY, false, rest, items);
  }

  /** The same telemetry under another resource. */
  public ResourceGroup withResource(ByteSlice newResource) {
    return new ResourceGroup(newResource, true, rest, items);
  }

  /** The same resource (or none) with other telemetry. */
  public ResourceGroup withRest(ByteSlice newRest, int newItems) {
    return new ResourceGroup(resource, hasResource, newRest, newItems);
  }

  /** The Resource message's bytes; empty if there is none. */
  public ByteSlice resource() {
    return resource;
  }

  /** Whether the resource field was there at all; an absent one is not sent on as an empty one. */
  public boolean hasResource() {
    return hasResource;
  }

  /** The group's other fields. */
  public ByteSlice rest() {
    return rest;
  }

  /** Spans, data points or log records in {@link #rest()}. */
  public int items() {
    return items;
  }

  /** Length of this group as a field of an export request. */
  public int sizeInBytes() {
    return Varint.sizeOfLen(RESOURCE_GROUP, bodySize());
  }

  private int bodySize() {
    int resourceSize = hasResource ? Varint.sizeOfLen(RESOURCE, resource.length()) : 0;
    return resourceSize + rest.length();
  }

  /** Writes this group as a field of an export request. */
  public void writeTo(ProtoWriter out) {
    writeHeader(out);
    out.raw(rest);
  }

  /**
   * Writes all of the group but {@link #rest()}, for bodies that are put together from shared
   * slices.
   */
  public void writeHeader(ProtoWriter out) {
    out.tag(RESOURCE_GROUP, 2).rawVarint(bodySize());
    if (hasResource) out.bytes(RESOURCE, resource);
  }
}
