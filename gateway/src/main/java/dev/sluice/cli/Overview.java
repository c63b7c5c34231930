package dev.sluice.cli;

import dev.sluice.config.ComponentId;
import dev.sluice.pipeline.Blueprint;
import dev.sluice.pipeline.PipelineSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Pipelines as lines of text: {@code traces otlp -> memory_limiter -> batch -> otlphttp}. */
final class Overview {
  private Overview() {}

  static List<String> pipelines(Blueprint blueprint) {
    int width =
        blueprint.pipelines().stream()
            .mapToInt(spec -> spec.id().toString().length())
            .max()
            .orElse(0);
    var lines = new ArrayList<String>();
    for (PipelineSpec spec : blueprint.pipelines()) {
      var stages = new ArrayList<String>();
      stages.add(names(spec.receivers()));
      spec.processors().forEach(id -> stages.add(id.toString()));
      stages.add(names(spec.exporters()));
      String name = spec.id().toString();
      lines.add("  " + name + " ".repeat(width - name.length() + 2) + String.join(" -> ", stages));
    }
    return lines;
  }

  private static String names(List<ComponentId> ids) {
    return ids.stream().map(ComponentId::toString).collect(Collectors.joining(", "));
  }
}
