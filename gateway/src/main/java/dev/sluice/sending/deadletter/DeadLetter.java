package dev.sluice.sending.deadletter;

import dev.sluice.otlp.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a record's header says of the request behind it: lines of {@code name: value}, so that it
 * can be read with any tool. Unknown lines are passed over.
 *
 * @param reason as in the metrics: {@code rejected/invalid}
 * @param cause the backend's words
 */
public record DeadLetter(
    String exporter, Signal signal, String reason, String cause, Instant time, int items) {
  private static final int MAX_CAUSE = 2000;

  byte[] toBytes() {
    String text =
        """
        exporter: %s
        signal: %s
        reason: %s
        time: %s
        items: %d
        cause: %s
        """
            .formatted(exporter, signal.id(), reason, time, items, oneLine(cause));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String oneLine(String cause) {
    String text = cause.length() > MAX_CAUSE ? cause.substring(0, MAX_CAUSE) : cause;
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  /** Throws IllegalArgumentException, which says what is wrong. */
  static DeadLetter parse(byte[] header) {
    Map<String, String> lines = new HashMap<>();
    for (String line : new String(header, StandardCharsets.UTF_8).split("\n", -1)) {
      int at = line.indexOf(": ");
      if (at > 0) lines.put(line.substring(0, at), line.substring(at + 2));
    }
    return new DeadLetter(
        lines.getOrDefault("exporter", ""),
        signal(lines.getOrDefault("signal", "")),
        lines.getOrDefault("reason", ""),
        lines.getOrDefault("cause", ""),
        time(lines.getOrDefault("time", "")),
        items(lines.getOrDefault("items", "")));
  }

  private static Signal signal(String id) {
    for (Signal signal : Signal.values()) {
      if (signal.id().equals(id)) return signal;
    }
    throw new IllegalArgumentException("its signal is '%s'".formatted(id));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("its time is '%s'".formatted(text), e);
    }
  }

  private static int items(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("its number of items is '%s'".formatted(text), e);
    }
  }
}
