package dev.sluice.extension.healthcheck;

import dev.sluice.net.http.HttpAnswer;
import dev.sluice.net.http.Reception;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What probes read: the collector's JSON, or the texts of the configuration. */
final class ProbeAnswers {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final long SECOND = 1_000_000_000;

  private final @Nullable Reception healthy;
  private final Reception unhealthy;

  ProbeAnswers(HealthCheckConfig.@Nullable Responses texts) {
    if (texts == null) {
      healthy = null;
      unhealthy = answer(503, JSON, json("Server not available", "0001-01-01T00:00:00Z", ""));
    } else {
      healthy = answer(200, TEXT, texts.healthy());
      unhealthy = answer(503, TEXT, texts.unhealthy());
    }
  }

  Reception unavailable() {
    return unhealthy;
  }

  Reception available(long sinceEpochMillis, long uptimeNanos) {
    if (healthy != null) return healthy;
    String since = Instant.ofEpochMilli(sinceEpochMillis).toString();
    return answer(200, JSON, json("Server available", since, duration(uptimeNanos)));
  }

  private static String json(String status, String upSince, String uptime) {
    return "{\"status\":\"%s\",\"upSince\":\"%s\",\"uptime\":\"%s\"}"
        .formatted(status, upSince, uptime);
  }

  /** As Go prints durations: {@code 350ms}, {@code 1h0m2.5s}. */
  static String duration(long nanos) {
    if (nanos <= 0) return "0s";
    if (nanos < SECOND) return decimal(nanos, 6) + "ms";
    long minutes = nanos / (60 * SECOND);
    String seconds = decimal(nanos % (60 * SECOND), 9) + "s";
    if (minutes == 0) return seconds;
    return minutes < 60
        ? minutes + "m" + seconds
        : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
  }

  private static String decimal(long digits, int places) {
    return BigDecimal.valueOf(digits, places).stripTrailingZeros().toPlainString();
  }

  private static Reception answer(int status, String type, String body) {
    return Reception.answer(HttpAnswer.text(status, type, body));
  }
}
