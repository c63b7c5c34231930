package dev.sluice.wrong.processor.one;

import java.io.RandomAccessFile;

/** Breaks: processors do no I/O. */
public final class OpensAFile {
  RandomAccessFile neighbour;
}
