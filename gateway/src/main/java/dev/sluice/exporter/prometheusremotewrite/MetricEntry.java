package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a metric's kind, name and unit decide, made once for all resources: the names of its series,
 * and the shape of the points that were seen last. Owner: the encoder's thread.
 */
final class MetricEntry {
  private static final byte[] NO_METADATA = {};

  final byte[] key;
  final long hash;
  final Kind kind;

  /** False if nothing of its name is legal: then it has no series. */
  final boolean hasName;

  /** Its unit as one word, for metadata. */
  final byte[] unit;

  /** Of the series of a number, a native histogram, or the quantiles of a summary. */
  final NameLabel name;

  // What the kind has besides, else the name alone.
  final NameLabel sum;
  final NameLabel count;
  final NameLabel bucket;

  /** {@code _created}, if the configuration wants it and the kind has it. */
  final @Nullable NameLabel created;

  final Shape shape;

  /** {@code le} or {@code quantile}; null where there is none. */
  final @Nullable LabelName extraName;

  final @Nullable NumberLabels numbers;

  /** The metadata that the type was read from. */
  private byte[] metadata = NO_METADATA;

  private int type;

  // Of the table that it stands in: since when, and with how many bytes.
  int generation;
  int countedBytes;

  /** The next one in its bucket of the table. */
  @Nullable MetricEntry chain;

  MetricEntry(byte[] key, long hash, Translation translation, OwnNames own) {
    MetricKey read = MetricKey.read(key);
    MetricNames names = translation.names();
    this.key = key;
    this.hash = hash;
    this.kind = read.kind();
    String family = names.name(read.name(), read.unit(), kind == Kind.COUNTER, kind == Kind.GAUGE);
    this.hasName = !family.isEmpty();
    this.unit = ByteSlice.utf8(names.unit(read.unit())).toByteArray();
    boolean several = kind == Kind.HISTOGRAM || kind == Kind.SUMMARY;
    this.name = new NameLabel(family);
    this.sum = several ? new NameLabel(family + "_sum") : name;
    this.count = several ? new NameLabel(family + "_count") : name;
    this.bucket = kind == Kind.HISTOGRAM ? new NameLabel(family + "_bucket") : name;
    boolean hasStart = several || kind == Kind.COUNTER;
    this.created =
        hasStart && translation.createdSeries() ? new NameLabel(family + "_created") : null;
    this.extraName =
        switch (kind) {
          case HISTOGRAM -> own.le();
          case SUMMARY -> own.quantile();
          case GAUGE, COUNTER, UP_DOWN, EXPONENTIAL -> null;
        };
    this.shape = new Shape(own.name(), extraName, false);
    this.numbers = several ? new NumberLabels(kind == Kind.HISTOGRAM) : null;
    this.type = MetricMetadata.type(kind, Attribute.list(NO_METADATA, 0, 0, 0));
  }

  /** Names of labels that series have themselves. */
  record OwnNames(LabelName name, LabelName le, LabelName quantile) {}

  boolean is(long ofHash, byte[] array, int from, int to) {
    return hash == ofHash && Arrays.equals(key, 0, key.length, array, from, to);
  }

  /** A value of the enum MetricType, which depends on metadata as well. */
  int type(Gathered said) {
    boolean same =
        Arrays.equals(metadata, 0, metadata.length, said.array(), said.from(), said.to());
    if (!same) {
      metadata = Arrays.copyOfRange(said.array(), said.from(), said.to());
      type =
          MetricMetadata.type(
              kind, Attribute.list(metadata, 0, metadata.length, Otlp.Metric.METADATA));
    }
    return type;
  }

  /** About what it takes in memory now: it grows with the points that were seen last. */
  int sizeInBytes() {
    int size = 480 + key.length + unit.length + 6 * (name.text.length + 16) + shape.sizeInBytes();
    size += metadata.length;
    return numbers == null ? size : size + numbers.sizeInBytes();
  }
}
