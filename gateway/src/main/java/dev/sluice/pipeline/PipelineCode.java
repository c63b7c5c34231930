package dev.sluice.pipeline;

import dev.sluice.config.ProblemCode;

/** Mistakes in how components hang together. */
enum PipelineCode implements ProblemCode {
  WRONG_SIGNAL(
      "SL3130",
      "a component in a pipeline of a signal that it does not support",
      "Each component works for some of traces, metrics and logs. A pipeline may use only those that"
          + " work for its signal."),
  NO_SUCH_PIPELINE(
      "SL3131",
      "settings for a pipeline that does not exist",
      "What stands under sluice::pipelines is about pipelines of service::pipelines, by the same"
          + " name.");

  private final String id;
  private final String title;
  private final String explanation;

  PipelineCode(String id, String title, String explanation) {
    this.id = id;
    this.title = title;
    this.explanation = explanation;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String explanation() {
    return explanation;
  }
}
