package dev.sluice.telemetry.logs;

/** The form of a line. */
public enum LogEncoding {
  /** Time, level, caller, message and fields, with tabs between. */
  CONSOLE,
  /** One JSON object. */
  JSON
}
