package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;

/**
 * Fixed labels that stand side by side in a {@link Shape}. They are the same for all points of a
 * resource and scope: written label by label for the first one in a request, and copied from there,
 * a whole run at once, for the others. Owner: the encoder's thread.
 *
 * <pre>
 *   slots   own  fixed fixed  own  fixed
 *   end      1     3     3     4     5
 * </pre>
 */
final class FixedRuns {
  private static final long NONE = 0;

  private int[] ends = {};

  // Of the run that begins at a slot: where it stands among the labels of the request.
  private int[] froms = {};
  private int[] lengths = {};
  private long[] hashes = {};

  private long request = NONE;
  private long stamp;
  private boolean stand;

  /**
   * The shape is a new one: a run ends where an attribute, or a series' own label, belongs. What
   * was written before is of no request any more, whoever says that it stays.
   */
  void arrange(Shape shape) {
    request = NONE;
    int size = shape.size();
    if (ends.length < size) {
      froms = new int[2 * size];
      lengths = new int[2 * size];
      hashes = new long[2 * size];
      ends = new int[2 * size];
    }
    for (int i = size - 1; i >= 0; i--) {
      int next = i + 1;
      boolean goesOn =
          next < size
              && shape.slot(i) < 0
              && shape.slot(next) < 0
              && next != shape.nameAt()
              && next != shape.extraAt();
      ends[i] = goesOn ? ends[next] : next;
    }
  }

  /** One past the last slot of the run that begins there; an attribute is a run of its own. */
  int end(int slot) {
    return ends[slot];
  }

  /** Whether all runs can be copied in that request, for fixed labels of that stamp. */
  boolean standIn(long ofRequest, long ofStamp) {
    return stand && request == ofRequest && stamp == ofStamp;
  }

  /** They are written anew, and must not be copied before {@link #stand} says that they may. */
  void begin(long newRequest, long newStamp) {
    stand = false;
    request = newRequest;
    stamp = newStamp;
  }

  /** The run that begins at {@code slot} was written from {@code from} on. */
  void add(int slot, int from, int length, long hash) {
    froms[slot] = from;
    lengths[slot] = length;
    hashes[slot] = hash;
  }

  /** What was written stays where it is until the request ends. */
  void stand() {
    stand = true;
  }

  /** Appends a copy of the run to the labels that it stands among. */
  void copy(int slot, ProtoWriter out) {
    int length = lengths[slot];
    out.ensure(length + Words.SPARE);
    Words.copy(out.array(), froms[slot], out.array(), out.size(), length);
    out.advance(length);
  }

  /** The sum of the labels' hashes. */
  long hash(int slot) {
    return hashes[slot];
  }

  /** About what it takes in memory. */
  int sizeInBytes() {
    return 128 + 20 * ends.length;
  }
}
