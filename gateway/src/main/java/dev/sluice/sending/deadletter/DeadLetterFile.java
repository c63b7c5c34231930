package dev.sluice.sending.deadletter;

import dev.sluice.data.Batch;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * One file of dead letters, while it is written or read. What is in it is a client's telemetry:
 * none but its owner may read it, where the file system knows owners.
 *
 * <pre>
 *   file    "sluice dead letters 1\n" record*
 *   record  length (4) header   length (4) OTLP export request      lengths big-endian
 *   header  UTF-8 lines: "exporter: loki\n" "signal: logs\n" ...     {@link DeadLetter}
 * </pre>
 */
public final class DeadLetterFile implements AutoCloseable {
  static final byte[] MAGIC = "sluice dead letters 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTHS = 2 * Integer.BYTES;
  private static final int MAX_HEADER = 64 << 10;

  private final Path path;
  private final FileChannel channel;
  private long size;

  private DeadLetterFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes a new file; there must be none of that name. */
  static DeadLetterFile create(Path path) throws IOException {
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] onlyMine = {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
    var file =
        new DeadLetterFile(
            path, FileChannel.open(path, options, posix ? onlyMine : new FileAttribute<?>[0]));
    file.channel.write(java.nio.ByteBuffer.wrap(MAGIC));
    file.size = MAGIC.length;
    return file;
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  static long sizeOf(byte[] header, Batch batch) {
    return LENGTHS + header.length + batch.bytes();
  }

  /** Appends one record whole, or leaves the file as it was. */
  void append(byte[] header, Batch batch) throws IOException {
    boolean whole = false;
    try {
      var out =
          new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 8192));
      out.writeInt(header.length);
      out.write(header);
      out.writeInt(Math.toIntExact(batch.bytes()));
      batch.writeTo(out);
      out.flush();
      size += sizeOf(header, batch);
      whole = true;
    } finally {
      if (!whole) channel.truncate(size);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Takes the records of a file, one after the other. */
  public interface Reader {
    /** One record; false ends the reading. */
    boolean take(DeadLetter letter, byte[] request) throws IOException;
  }

  /** Reads a file; throws where it is not whole, after what came before was handed over. */
  public static void read(Path path, Reader reader) throws IOException {
    long left = Files.size(path);
    try (InputStream file = Files.newInputStream(path);
        var in = new DataInputStream(new BufferedInputStream(file))) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new IOException(path + " is no file of dead letters");
      }
      left -= MAGIC.length;
      for (int number = 1; left > 0; number++) {
        byte[] header = part(in, left, MAX_HEADER, path, number);
        left -= Integer.BYTES + header.length;
        byte[] request = part(in, left, Integer.MAX_VALUE, path, number);
        left -= Integer.BYTES + request.length;
        if (!reader.take(parse(header, path, number), request)) return;
      }
    }
  }

  private static byte[] part(DataInputStream in, long left, int max, Path path, int number)
      throws IOException {
    int length = left < Integer.BYTES ? -1 : in.readInt();
    if (length < 0 || length > max || length > left - Integer.BYTES) {
      throw new IOException("%s: record %d is not whole".formatted(path, number));
    }
    return in.readNBytes(length);
  }

  private static DeadLetter parse(byte[] header, Path path, int number) throws IOException {
    try {
      return DeadLetter.parse(header);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: record %d cannot be read: %s".formatted(path, number, e.getMessage()), e);
    }
  }
}
