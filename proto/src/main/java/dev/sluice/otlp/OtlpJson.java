package dev.sluice.otlp;

import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoWriter;

/**
 * OTLP/JSON from and to OTLP protobuf, in one pass, without objects for what is in it. Pure
 * functions, for any thread.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP/JSON</a>
 */
public final class OtlpJson {
  private OtlpJson() {}

  /**
   * An export request as protobuf, fields in the order of their numbers, as the generated classes
   * write it. It has still to be scanned: values may be nested deeper than protobuf allows.
   *
   * <ul>
   *   <li>Names in lowerCamelCase or snake_case; unknown ones are skipped. The older {@code
   *       instrumentationLibrary...} are read where the present names are not used.
   *   <li>Ids in hex of either case, of their length or empty; bytes in base64.
   *   <li>Whole numbers as numbers or strings; doubles too, with {@code "NaN"}, {@code "Infinity"}
   *       and {@code "-Infinity"}; enums as numbers or the schema's names.
   *   <li>Null is as good as absent for strings, messages and lists, not for numbers.
   *   <li>Of a name that is given twice, and of a value's alternatives, the last counts; lists add
   *       up.
   *   <li>The whole request may be {@code null}; what follows it is not looked at.
   *   <li>Bytes that are not UTF-8 become {@code ?}.
   * </ul>
   *
   * @throws MalformedException saying what is wrong and where: {@code malformed JSON at line 1,
   *     column 90, resourceSpans[0].scopeSpans[0].spans[3].traceId: expected an id of 32 hex
   *     digits, found 31 characters}
   */
  public static byte[] toProtobuf(Signal signal, byte[] json, int from, int to, JsonLimits limits) {
    return JsonRequestReader.read(JsonSchema.request(signal), json, from, to, limits);
  }

  /**
   * Resource groups as one export request in JSON: names in lowerCamelCase, ids in hex, 64-bit
   * numbers as strings, enums as numbers, doubles that JSON cannot hold as strings; defaults are
   * left out, and so are fields that the schema does not know. The groups have been scanned.
   */
  public static void fromProtobuf(Signal signal, Iterable<ResourceGroup> groups, ProtoWriter out) {
    JsonMessage request = JsonSchema.request(signal);
    new JsonRequestWriter(out).request(request, groups);
  }
}
