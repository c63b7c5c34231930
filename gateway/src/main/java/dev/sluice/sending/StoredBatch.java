package dev.sluice.sending;

import dev.sluice.data.Batch;
import dev.sluice.data.Metadata;
import dev.sluice.sending.storage.Payload;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A batch as a record of the log: the OTLP export request that it is, behind what would be lost
 * with it. What may be a credential is never written.
 *
 * <pre>
 *   u8 version 1 | u32 requests | u32 groups of each request | utf peer
 *   | u16 headers | utf name, u16 values, utf value ... | OTLP export request
 * </pre>
 */
final class StoredBatch implements Payload {
  static final int VERSION = 1;

  /** Parts of header names whose values are nobody's business. */
  private static final List<String> SECRETS =
      List.of("auth", "cookie", "token", "secret", "password", "api-key", "apikey", "credential");

  private static final int MAX_TEXT = 4096;

  final Batch batch;
  private final byte[] head;

  StoredBatch(Batch batch) {
    this.batch = batch;
    this.head = head(batch);
  }

  private static byte[] head(Batch batch) {
    var bytes = new ByteArrayOutputStream(64);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      int[] runs = batch.runs();
      out.writeInt(runs.length);
      for (int groups : runs) out.writeInt(groups);
      Metadata metadata = batch.metadata();
      out.writeUTF(cut(metadata.peer()));
      Map<String, List<String>> headers = harmless(metadata.headers());
      out.writeShort(headers.size());
      for (var header : headers.entrySet()) {
        out.writeUTF(cut(header.getKey()));
        out.writeShort(header.getValue().size());
        for (String value : header.getValue()) out.writeUTF(cut(value));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private static Map<String, List<String>> harmless(Map<String, List<String>> headers) {
    var harmless = new LinkedHashMap<String, List<String>>();
    headers.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (SECRETS.stream().noneMatch(lower::contains)) harmless.put(name, values);
        });
    return harmless;
  }

  @Override
  public int length() {
    return Math.addExact(head.length, Math.toIntExact(batch.bytes()));
  }

  @Override
  public int items() {
    return batch.items();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(head);
    batch.writeTo(out);
  }
}
