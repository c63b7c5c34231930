package dev.sluice.telemetry.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Formats, samples and writes lines, each whole and at once: nothing is lost when the process ends.
 */
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final LineFormat format;
  private final @Nullable Sampler sampler;

  @GuardedBy("outputs")
  private final List<OutputStream> outputs;

  LineAppender(LogSettings settings, List<OutputStream> outputs) {
    this.format = new LineFormat(settings);
    this.sampler = settings.sampling() == null ? null : new Sampler(settings.sampling());
    this.outputs = List.copyOf(outputs);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (sampler != null && !sampler.passes(event)) return;
    byte[] line = format.line(event);
    synchronized (outputs) {
      for (OutputStream output : outputs) {
        try {
          output.write(line);
          output.flush();
        } catch (IOException ignored) {
          // There is nowhere to say that nothing can be said; the other outputs still get it.
        }
      }
    }
  }

  @Override
  public void stop() {
    super.stop();
    synchronized (outputs) {
      for (OutputStream output : outputs) {
        try {
          output.close();
        } catch (IOException ignored) {
          // Every line was flushed.
        }
      }
    }
  }
}
