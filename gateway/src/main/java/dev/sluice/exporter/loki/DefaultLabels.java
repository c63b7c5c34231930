package dev.sluice.exporter.loki;

import dev.sluice.config.Section;

/** {@code default_labels_enabled}: the labels that a stream gets without any hint. */
record DefaultLabels(boolean exporter, boolean job, boolean instance, boolean level) {
  static final DefaultLabels ALL = new DefaultLabels(true, true, true, true);

  /** A label that is not mentioned is enabled. */
  static DefaultLabels read(Section s) {
    return new DefaultLabels(
        s.flag("exporter", true, "exporter=\"OTLP\""),
        s.flag("job", true, "service.namespace and service.name, with a slash between"),
        s.flag("instance", true, "service.instance.id"),
        s.flag("level", true, "the severity number's name, or the attribute `level`"));
  }
}
