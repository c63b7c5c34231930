package dev.sluice.exporter.loki;

/** {@code default_labels_enabled}: the labels that a stream gets without any hint. */
record DefaultLabels(boolean exporter, boolean job, boolean instance, boolean level) {
  static final DefaultLabels ALL = new DefaultLabels(true, true, true, true);
}
