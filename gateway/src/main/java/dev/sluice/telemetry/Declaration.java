package dev.sluice.telemetry;

import java.util.List;

/**
 * What {@code metrics.yaml} says about one metric.
 *
 * @param unit UCUM; empty if it counts nothing that has one
 * @param labels in the order of the file; without those that every series carries
 * @param level the least that shows it
 */
record Declaration(
    String name,
    MetricType type,
    String unit,
    List<String> labels,
    MetricsLevel level,
    String help) {}
