package dev.sluice.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/**
 * How much JSON {@link OtlpJson} reads before it refuses, besides the length of the body, which the
 * receiver bounds. Immutable; one for each receiver, as it holds the parser's shared tables.
 */
public final class JsonLimits {
  /** An attribute's value takes three or four levels for each level of its own. */
  private static final int MAX_NESTING = 200;

  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_NAME_LENGTH = 50_000;
  private static final int TWENTY_MIB = 20 << 20;

  /** 20 MiB for a string, 80 MiB for the request as protobuf. */
  public static final JsonLimits DEFAULT = of(TWENTY_MIB, 4 * TWENTY_MIB);

  private final int maxProtobufBytes;
  private final JsonFactory factory;

  private JsonLimits(int maxProtobufBytes, JsonFactory factory) {
    this.maxProtobufBytes = maxProtobufBytes;
    this.factory = factory;
  }

  /**
   * Bounds one string (in characters) and the request as protobuf (in bytes), which is mostly
   * smaller than its JSON, but up to four times as large where it is made of short numbers.
   */
  public static JsonLimits of(int maxStringLength, int maxProtobufBytes) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_NESTING)
            .maxNumberLength(MAX_NUMBER_LENGTH)
            .maxNameLength(MAX_NAME_LENGTH)
            .maxStringLength(maxStringLength)
            .build();
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            // Names that a client makes up must not end in the JVM's table of interned strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // JSON is UTF-8 (RFC 8259); nobody sends OTLP as UTF-16.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // A line break inside a string is no JSON, but the collector takes it.
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();
    return new JsonLimits(maxProtobufBytes, factory);
  }

  int maxProtobufBytes() {
    return maxProtobufBytes;
  }

  int maxNumberLength() {
    return MAX_NUMBER_LENGTH;
  }

  JsonFactory factory() {
    return factory;
  }
}
