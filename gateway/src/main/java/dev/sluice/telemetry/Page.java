package dev.sluice.telemetry;

import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * All metrics in one view and format, with everything but the values rendered beforehand. Any
 * thread.
 *
 * @param changes what {@link Instruments#changes} said before it was drawn
 */
record Page(List<Family> families, MetricsFormat format, long changes) {
  private static final byte[] EOF = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

  void write(ProtoWriter out, Consumer<RuntimeException> trouble) {
    for (Family family : families) family.write(out, trouble);
    if (format == MetricsFormat.OPENMETRICS) out.raw(EOF, 0, EOF.length);
  }
}
