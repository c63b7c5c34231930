package dev.sluice.component;

/**
 * The end of a branch: one instance per component id and signal, shared by all pipelines that name
 * it. Settles every item of every batch, sooner or later.
 */
public interface Exporter extends Component, Consumer {}
