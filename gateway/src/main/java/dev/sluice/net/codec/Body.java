package dev.sluice.net.codec;

import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request carries, before compression. May be written several times (a retry is another
 * request) and gives the same bytes each time. Written on the thread that sends.
 */
public interface Body {
  /** Exactly as many bytes as {@link #writeTo} writes. */
  long length();

  /** Writes everything; arrays given to {@code out} must not change until this returns. */
  void writeTo(OutputStream out) throws IOException;

  /** The whole, if it lies in one piece: spares whoever needs it so a copy. */
  default @Nullable ByteSlice onePiece() {
    return null;
  }

  /** Something that writes itself. */
  @FunctionalInterface
  interface Writing {
    void writeTo(OutputStream out) throws IOException;
  }

  /** What {@code writing} writes, which is {@code length} bytes each time. */
  static Body of(long length, Writing writing) {
    return new Body() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        writing.writeTo(out);
      }
    };
  }

  static Body of(ByteSlice bytes) {
    return new Body() {
      @Override
      public long length() {
        return bytes.length();
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        bytes.writeTo(out);
      }

      @Override
      public ByteSlice onePiece() {
        return bytes;
      }
    };
  }

  /** Takes the array over. */
  static Body of(byte[] bytes) {
    return of(ByteSlice.of(bytes));
  }

  /** The slices one after the other; takes the list over. */
  static Body of(List<ByteSlice> slices) {
    if (slices.size() == 1) return of(slices.get(0));
    long length = slices.stream().mapToLong(ByteSlice::length).sum();
    return new Body() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        for (ByteSlice slice : slices) slice.writeTo(out);
      }
    };
  }
}
