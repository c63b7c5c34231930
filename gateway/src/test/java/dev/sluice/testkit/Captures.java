package dev.sluice.testkit;

import java.io.IOException;
import java.io.InputStream;

/** Requests that an application under the OpenTelemetry Java agent sent, as they came. */
public final class Captures {
  private Captures() {}

  /** One of the nine captured metrics requests, from 1. */
  public static byte[] metrics(int number) throws IOException {
    return read("/agent/metrics-%03d.binpb".formatted(number));
  }

  /** One of the seven captured logs requests, from 1. */
  public static byte[] logs(int number) throws IOException {
    return read("/agent/logs-%03d.binpb".formatted(number));
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream in = Captures.class.getResourceAsStream(name)) {
      if (in == null) throw new IOException("no resource " + name);
      return in.readAllBytes();
    }
  }
}
