package dev.sluice.telemetry;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** What the process holds of the machine's memory, where Linux tells it. Any thread. */
final class ResidentMemory {
  private static final String STATUS = "/proc/self/status";
  private static final String LINE = "\nVmRSS:";
  private static final int LARGEST = 8192;

  /** Bytes; {@code otherwise} where the system does not tell. */
  long bytes(LongSupplier otherwise) {
    try (InputStream status = new FileInputStream(STATUS)) {
      long bytes = read(status.readNBytes(LARGEST));
      return bytes < 0 ? otherwise.getAsLong() : bytes;
    } catch (IOException noLinux) {
      return otherwise.getAsLong();
    }
  }

  /** {@code VmRSS: 91234 kB} among the lines; -1 if it is not there. */
  static long read(byte[] status) {
    String text = new String(status, StandardCharsets.US_ASCII);
    int at = text.indexOf(LINE);
    if (at < 0) return -1;
    long kilobytes = 0;
    boolean found = false;
    for (int i = at + LINE.length(); i < text.length() && text.charAt(i) != '\n'; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        kilobytes = kilobytes * 10 + (c - '0');
        found = true;
      } else if (found) {
        break;
      }
    }
    return found ? kilobytes * 1024 : -1;
  }
}
