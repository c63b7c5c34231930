package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A real disk whose syncs take as long as a test says, or that is not there for a while. */
public final class SlowFs extends ForwardingFs {
  private boolean hangs;
  private boolean fails;
  private boolean isAwaited;

  public SlowFs() {
    super(Fs.disk());
  }

  /** From now on a sync waits for {@link #goOn}. */
  public synchronized void hang() {
    hangs = true;
  }

  /** From now on nothing can be found there. */
  public synchronized void fail() {
    fails = true;
  }

  public synchronized void goOn() {
    hangs = false;
    fails = false;
    notifyAll();
  }

  /** Whether a sync waits. */
  public synchronized boolean isAwaited() {
    return isAwaited;
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    synchronized (this) {
      if (fails) throw new IOException("no such device");
    }
    return super.list(directory);
  }

  @Override
  void force(Path path, FsFile real) throws IOException {
    synchronized (this) {
      while (hangs) {
        isAwaited = true;
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
    real.force();
  }
}
