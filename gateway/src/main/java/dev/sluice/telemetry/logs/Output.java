package dev.sluice.telemetry.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/** Where lines go, by the names of {@code output_paths}. */
public final class Output {
  private Output() {}

  /**
   * Opens {@code stdout}, {@code stderr} or a file, to write at the end; what stands in a file
   * stays. The message of an exception names it and the reason.
   */
  public static OutputStream open(String name) throws IOException {
    return switch (name) {
      case "stderr" -> new Standard(() -> System.err);
      case "stdout" -> new Standard(() -> System.out);
      default -> openFile(name);
    };
  }

  private static OutputStream openFile(String name) throws IOException {
    try {
      Path file = Path.of(name.startsWith("file://") ? name.substring("file://".length()) : name);
      return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (FileSystemException | InvalidPathException e) {
      throw new IOException("cannot write logs to `%s`: %s".formatted(name, reason(e)), e);
    }
  }

  private static String reason(Exception e) {
    return switch (e.getClass().getSimpleName()) {
      case "NoSuchFileException" -> "the directory does not exist";
      case "AccessDeniedException" -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** The process's own stream, looked up for each line; never closed. */
  private static final class Standard extends OutputStream {
    private final Supplier<PrintStream> stream;

    Standard(Supplier<PrintStream> stream) {
      this.stream = stream;
    }

    @Override
    public void write(int b) {
      stream.get().write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      stream.get().write(bytes, offset, length);
    }

    @Override
    public void flush() {
      stream.get().flush();
    }
  }
}
