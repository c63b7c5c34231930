package dev.sluice.telemetry.logs;

/** The least that is logged. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR,
  /** The collector's levels above error, at which nothing here is logged. */
  OFF
}
