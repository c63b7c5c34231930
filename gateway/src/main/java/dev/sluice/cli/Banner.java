package dev.sluice.cli;

import dev.sluice.component.Memory;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** The overview at start: what runs, with what memory, and what a newcomer can do with it. */
final class Banner {
  private Banner() {}

  static void print(PrintStream err, Plan plan, Sources sources, Memory memory) {
    err.println();
    err.println(
        "  config     "
            + (sources.isQuickstart()
                ? "embedded quick start (replace it with --config FILE)"
                : String.join(", ", sources.configs())));
    err.println("  memory     " + memory.plan() + "; " + collector());
    err.println("  pipelines");
    for (String line : Overview.pipelines(plan.blueprint())) err.println("           " + line);
    if (sources.isQuickstart()) quickstart(err);
    err.println();
  }

  private static String collector() {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean.getName().startsWith("G1")) return "collector G1";
      if (bean.getName().startsWith("Copy")) return "collector Serial";
      if (bean.getName().startsWith("PS")) return "collector Parallel";
      if (bean.getName().startsWith("ZGC")) return "collector ZGC";
    }
    return "collector unknown";
  }

  private static void quickstart(PrintStream err) {
    err.println();
    err.println("  Send something, and see it printed here:");
    err.println();
    err.println(
        "    curl -i http://localhost:4318/v1/logs -H 'Content-Type: application/json' -d \\");
    err.println(
        "      '{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"hello\"}}]}]}]}'");
    err.println();
    err.println("  Or point an application at it:");
    err.println();
    err.println(
        "    OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 java -javaagent:opentelemetry-javaagent.jar -jar app.jar");
  }
}
