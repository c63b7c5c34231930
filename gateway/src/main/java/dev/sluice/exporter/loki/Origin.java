package dev.sluice.exporter.loki;

/** Where a record comes from. */
record Origin(LokiResource resource, Scope scope) {}
