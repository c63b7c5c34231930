package dev.sluice.exporter.loki;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;
import java.util.List;

/**
 * The labels of one record: those of its resource and those that the record asks for itself
 * (README.md, Labels). Worked out again for every record, without allocating. One thread.
 */
final class RecordLabels {
  private static final ByteSlice LAST_RESORT = ByteSlice.utf8("exporter=\"OTLP\"");

  private final LokiResources resources;
  private final Promoted promoted = new Promoted();
  private final AttributePath path = new AttributePath();
  private final ProtoWriter text = new ProtoWriter(64);
  private final ProtoWriter values = new ProtoWriter(256);
  private final ProtoWriter stream = new ProtoWriter(256);

  // The record's own labels, sorted by name; their quoted values stand in `values`.
  private ByteSlice[] names = new ByteSlice[8];
  private int[] valueFrom = new int[8];
  private int[] valueTo = new int[8];
  private int count;

  // What would be labels, had they not too many values; unquoted, in `demotedValues`.
  private final ProtoWriter demotedValues = new ProtoWriter(64);
  private ByteSlice[] demotedNames = new ByteSlice[4];
  private int[] demotedEnds = new int[4];
  private int demotedCount;

  private LabelPolicy policy;
  private boolean isAnyDemoted;
  private boolean dependOnSeverityAlone;
  private int severity;

  RecordLabels(LokiResources resources) {
    this.resources = resources;
    this.policy = resources.policy();
  }

  /** Works out the labels of {@code record}; the answers hold until the next call. */
  void of(LokiResource resource, LogRecord record) {
    promoted.reset(resource.promoted());
    values.clear();
    count = 0;
    demotedValues.clear();
    demotedCount = 0;
    policy = resources.policy();
    isAnyDemoted = !policy.demoted().isEmpty();
    severity = policy.defaults().level() ? record.severityNumber() : 0;
    dependOnSeverityAlone =
        !record.hasLabelHints()
            && (severity == 0 || !(record.hasLevel() || policy.demotes(Levels.LABEL)));
    if (dependOnSeverityAlone) {
      // The text, which is rarely asked for, comes later.
      if (severity != 0) promoted.add(Levels.LABEL.raw());
      return;
    }
    path.begin();
    if (record.resourceLabels() >= 0) {
      addHinted(resource.attributes(), hint(record, record.resourceLabels()));
    }
    LabelHint hint = record.attributeLabels() < 0 ? null : hint(record, record.attributeLabels());
    if (hint != null) addHinted(record.attributes(), hint);
    if (severity != 0 && (hint == null || hint.isExtensible())) addLevel(record);
  }

  private LabelHint hint(LogRecord record, int index) {
    KeyValues attributes = record.attributes();
    return resources.hint(
        attributes.array(), attributes.valueFrom(index), attributes.valueTo(index));
  }

  private void addHinted(KeyValues attributes, LabelHint hint) {
    List<LabelName> hinted = hint.names();
    for (int i = 0; i < hinted.size(); i++) {
      LabelName name = hinted.get(i);
      if (!path.find(attributes, name.raw())) continue;
      if (path.to() - path.from() > LabelHint.MAX_VALUE) continue;
      text.clear();
      AnyValueText.appendText(attributes.array(), path.from(), path.to(), true, text);
      add(name, text.array(), 0, text.size());
    }
  }

  /** An attribute {@code level} keeps its value; without one the severity's name stands in. */
  private void addLevel(LogRecord record) {
    int index = record.level();
    if (index < 0) {
      addSeverity();
      return;
    }
    KeyValues attributes = record.attributes();
    if (attributes.valueTo(index) - attributes.valueFrom(index) > LabelHint.MAX_VALUE) return;
    text.clear();
    AnyValueText.appendText(
        attributes.array(), attributes.valueFrom(index), attributes.valueTo(index), true, text);
    add(Levels.LABEL, text.array(), 0, text.size());
  }

  private void addSeverity() {
    ByteSlice level = Levels.text(severity);
    add(Levels.LABEL, level.array(), level.offset(), level.end());
  }

  /** Of two values for one name the later one stays. */
  private void add(LabelName name, byte[] utf8, int from, int to) {
    if (policy.demotes(name)) {
      if (policy.isMetadataTaken()) demote(name, utf8, from, to);
      return;
    }
    promoted.add(name.raw());
    int place = place(name.name());
    if (place == count || !names[place].equals(name.name())) insert(place, name.name());
    valueFrom[place] = values.size();
    GoQuote.append(utf8, from, to, values);
    valueTo[place] = values.size();
  }

  private void demote(LabelName name, byte[] utf8, int from, int to) {
    promoted.add(name.raw());
    if (demotedCount == demotedNames.length) {
      demotedNames = Arrays.copyOf(demotedNames, demotedCount * 2);
      demotedEnds = Arrays.copyOf(demotedEnds, demotedCount * 2);
    }
    demotedValues.raw(utf8, from, to - from);
    demotedNames[demotedCount] = name.name();
    demotedEnds[demotedCount++] = demotedValues.size();
  }

  /** Whether something of the record or its resource is no label only for its many values. */
  boolean hasDemoted(LokiResource resource) {
    return demotedCount > 0 || !resource.demoted().isEmpty();
  }

  /** Of the record alone, in the order in which it asks for them. */
  int demotedCount() {
    return demotedCount;
  }

  ByteSlice demotedName(int index) {
    return demotedNames[index];
  }

  void appendDemoted(int index, ProtoWriter out) {
    int from = index == 0 ? 0 : demotedEnds[index - 1];
    out.raw(demotedValues.array(), from, demotedEnds[index] - from);
  }

  /** Whether the record or its resource has a label of that name. */
  boolean has(byte[] name, int from, int to, LokiResource resource) {
    List<Label> shared = resource.labels();
    for (int i = 0; i < shared.size(); i++) {
      if (shared.get(i).name().contentEquals(name, from, to - from)) return true;
    }
    for (int i = 0; i < count; i++) {
      if (names[i].contentEquals(name, from, to - from)) return true;
    }
    return dependOnSeverityAlone
        && severity != 0
        && Levels.LABEL.name().contentEquals(name, from, to - from);
  }

  /** Where that name stands, or would have to. */
  private int place(ByteSlice name) {
    int place = 0;
    while (place < count && ResourceLabels.compare(names[place], name) < 0) place++;
    return place;
  }

  private void insert(int place, ByteSlice name) {
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      valueFrom = Arrays.copyOf(valueFrom, count * 2);
      valueTo = Arrays.copyOf(valueTo, count * 2);
    }
    System.arraycopy(names, place, names, place + 1, count - place);
    System.arraycopy(valueFrom, place, valueFrom, place + 1, count - place);
    System.arraycopy(valueTo, place, valueTo, place + 1, count - place);
    names[place] = name;
    count++;
  }

  /** What leaves the record's line. */
  Promoted promoted() {
    return promoted;
  }

  /** Whether records of the same resource and {@link #levelIndex} have the same labels. */
  boolean dependOnSeverityAlone() {
    return dependOnSeverityAlone;
  }

  /** {@link Levels#index} of the severity that the level label shows; 0 if there is none. */
  int levelIndex() {
    return Levels.index(severity);
  }

  /** The stream's labels as Loki reads them: {@code {exporter="OTLP", level="INFO"}}. */
  ProtoWriter text(LokiResource resource) {
    if (dependOnSeverityAlone && severity != 0) addSeverity();
    stream.clear();
    stream.rawByte('{');
    List<Label> shared = resource.labels();
    int own = 0;
    for (int i = 0; i < shared.size(); i++) {
      Label label = shared.get(i);
      int order = -1;
      while (own < count && (order = ResourceLabels.compare(names[own], label.name())) < 0) {
        appendOwn(own++);
      }
      if (own < count && order == 0) {
        appendOwn(own++);
      } else {
        separate();
        stream.raw(label.text());
      }
    }
    while (own < count) appendOwn(own++);
    // Loki refuses a stream without any label, so demoting the only one leaves another.
    if (isAnyDemoted && stream.size() == 1) stream.raw(LAST_RESORT);
    return stream.rawByte('}');
  }

  private void appendOwn(int place) {
    separate();
    stream.raw(names[place]).rawByte('=');
    stream.raw(values.array(), valueFrom[place], valueTo[place] - valueFrom[place]);
  }

  private void separate() {
    if (stream.size() > 1) stream.rawByte(',').rawByte(' ');
  }
}
