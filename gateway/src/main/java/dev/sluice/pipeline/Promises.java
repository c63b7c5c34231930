package dev.sluice.pipeline;

import dev.sluice.config.Pipeline;
import dev.sluice.config.Reference;
import dev.sluice.config.Section;
import dev.sluice.data.Acknowledge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code sluice::pipelines}: what each pipeline promises those who send to it. A
 * collector has no such settings, so they stand beside its own and not among them.
 */
final class Promises {
  private static final Map<String, Acknowledge> MODES = new LinkedHashMap<>();
  private static final Map<String, Boolean> WHEN_FULL = new LinkedHashMap<>();

  static {
    MODES.put("received", Acknowledge.RECEIVED);
    MODES.put("persisted", Acknowledge.PERSISTED);
    MODES.put("delivered", Acknowledge.DELIVERED);
    WHEN_FULL.put("refuse", false);
    WHEN_FULL.put("skip", true);
  }

  /** What is written for one pipeline; the mode is null where the default counts. */
  record Promise(@Nullable Acknowledge acknowledge, boolean skipsFull) {
    static final Promise NONE = new Promise(null, false);
  }

  private final Map<String, Promise> promises = new LinkedHashMap<>();

  /** Reads what is written; a pipeline that is not there is a mistake. */
  Promises(
      Section sluice, List<Pipeline> pipelines, Function<Reference, Makers.ExporterMaker> makers) {
    Map<String, Pipeline> byId =
        pipelines.stream()
            .collect(Collectors.toMap(pipeline -> pipeline.id().toString(), pipeline -> pipeline));
    for (Section section : sluice.entries("pipelines", "what single pipelines promise")) {
      Promise promise = read(section);
      Pipeline pipeline = byId.get(section.name());
      if (pipeline == null) {
        unknown(section, byId);
        continue;
      }
      promises.put(section.name(), promise);
      if (promise.acknowledge() == Acknowledge.PERSISTED) needStorage(section, pipeline, makers);
    }
  }

  private static Promise read(Section s) {
    Acknowledge mode =
        s.choice(
            "acknowledge",
            Acknowledge.RECEIVED,
            MODES,
            "when a sender gets its answer; without it, persisted where every exporter that"
                + " delivers has storage, delivered by exporters without a queue, and otherwise"
                + " received");
    boolean skips =
        s.choice(
            "when_full", false, WHEN_FULL, "what a full exporter does to a pipeline of several");
    return new Promise(s.has("acknowledge") ? mode : null, skips);
  }

  private static void unknown(Section section, Map<String, Pipeline> byId) {
    if (section.name().startsWith("<")) return;
    section
        .problems()
        .error(PipelineCode.NO_SUCH_PIPELINE, "`" + section.name() + "` is not a pipeline")
        .at(section.span())
        .label("not under service::pipelines")
        .detail("path", section.path())
        .detail("allowed", String.join(", ", byId.keySet()))
        .add();
  }

  private static void needStorage(
      Section section, Pipeline pipeline, Function<Reference, Makers.ExporterMaker> makers) {
    for (Reference exporter : pipeline.exporters()) {
      Makers.ExporterMaker maker = makers.apply(exporter);
      if (maker == null || !maker.holdsData() || maker.isDurable()) continue;
      section.refuse(
          "acknowledge",
          "is persisted, but exporter `" + exporter.id() + "` writes nothing to disk",
          "fix: set exporters::"
              + exporter.id()
              + "::sending_queue::storage, or acknowledge: delivered");
    }
  }

  Promise of(Pipeline pipeline) {
    return promises.getOrDefault(pipeline.id().toString(), Promise.NONE);
  }
}
