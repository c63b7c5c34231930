package dev.sluice.exporter.debug;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.telemetry.logs.Lines;
import dev.sluice.telemetry.logs.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The entries alone, without time, level and component, each written whole. */
final class PlainOutput implements DebugOutput {
  @GuardedBy("outputs")
  private final List<OutputStream> outputs;

  private PlainOutput(List<OutputStream> outputs) {
    this.outputs = outputs;
  }

  static PlainOutput open(List<String> paths) throws IOException {
    List<OutputStream> outputs = new ArrayList<>();
    try {
      for (String path : paths) outputs.add(Output.open(path));
    } catch (IOException e) {
      for (OutputStream output : outputs) output.close();
      throw e;
    }
    return new PlainOutput(outputs);
  }

  @Override
  public void counts(Counts counts) {
    var fields = new StringJoiner(", ", "{", "}");
    counts.numbers().forEach((name, number) -> fields.add("\"%s\": %d".formatted(name, number)));
    write(counts.title() + '\t' + fields + '\n');
  }

  @Override
  public void lines(String lines) {
    write(Lines.text(lines) + '\n');
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    synchronized (outputs) {
      for (OutputStream output : outputs) {
        try {
          output.write(bytes);
          output.flush();
        } catch (IOException ignored) {
          // A full disk or a closed pipe is no reason to lose the next entry, or the others.
        }
      }
    }
  }

  @Override
  public void close() {
    synchronized (outputs) {
      for (OutputStream output : outputs) {
        try {
          output.close();
        } catch (IOException ignored) {
          // Every entry was flushed.
        }
      }
      outputs.clear();
    }
  }
}
