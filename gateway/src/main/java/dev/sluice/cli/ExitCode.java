package dev.sluice.cli;

/** What the process says when it ends. */
final class ExitCode {
  /** Stopped in order, or a command did its work. */
  static final int OK = 0;

  /** Something failed while running. */
  static final int FAILED = 1;

  /** The command line was wrong (EX_USAGE of sysexits). */
  static final int USAGE = 64;

  /** The configuration was wrong (EX_CONFIG of sysexits). */
  static final int CONFIG = 78;

  private ExitCode() {}
}
