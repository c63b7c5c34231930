package dev.sluice.wrong.sending;

import java.nio.channels.FileChannel;

/** Breaks: only storage opens the files of a queue. */
public final class OpensAQueueFile {
  FileChannel neighbour;
}
