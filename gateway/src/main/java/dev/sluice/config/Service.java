package dev.sluice.config;

import java.util.List;

/** The {@code service} section. */
record Service(List<Pipeline> pipelines, List<Reference> extensions, Section telemetry) {}
