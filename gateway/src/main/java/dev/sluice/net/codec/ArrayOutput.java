package dev.sluice.net.codec;

import java.io.OutputStream;

/** Writes into an array that is long enough; more is a fault of ours and throws. */
final class ArrayOutput extends OutputStream {
  private final byte[] array;
  private int size;

  ArrayOutput(byte[] array) {
    this.array = array;
  }

  int size() {
    return size;
  }

  @Override
  public void write(int value) {
    array[size] = (byte) value;
    size++;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    System.arraycopy(source, offset, array, size, length);
    size += length;
  }
}
