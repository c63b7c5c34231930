package dev.sluice.testkit;

import dev.sluice.component.Clock;
import dev.sluice.component.Memory;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.config.ComponentId;
import dev.sluice.telemetry.Instruments;
import java.util.concurrent.ScheduledExecutorService;

/** What a component under test is lent. */
public final class TestSettings {
  private TestSettings() {}

  public static Settings of(String id, Clock clock, ScheduledExecutorService timer) {
    return of(id, clock, timer, new FixedMemory());
  }

  public static Settings of(String id, Clock clock, ScheduledExecutorService timer, Memory memory) {
    return new Settings(
        ComponentId.parse(id), new Instruments(), clock, timer, memory, new Shared(), "test");
  }

  /** Memory that is as full as a test says. */
  public static final class FixedMemory implements Memory {
    public volatile long total = 256L << 20;
    public volatile long used;

    @Override
    public long totalBytes() {
      return total;
    }

    @Override
    public long heapBytes() {
      return total;
    }

    @Override
    public long usedBytes() {
      return used;
    }

    @Override
    public long telemetryBytes() {
      return total / 2;
    }

    @Override
    public String plan() {
      return "fixed";
    }
  }
}
