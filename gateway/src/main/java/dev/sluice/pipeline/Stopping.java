package dev.sluice.pipeline;

import dev.sluice.component.Component;
import dev.sluice.component.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops components: one after the other, or side by side. */
final class Stopping {
  private static final Logger LOG = LoggerFactory.getLogger(Graph.class);

  /** What a component may need beyond the deadline to end what it has under way. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private Stopping() {}

  /**
   * Each on a thread of its own: every one may take the time that is left, and all together take no
   * more than that.
   */
  static void together(Collection<? extends Component> components, Deadline deadline) {
    var threads = new ArrayList<Thread>();
    for (Component component : components) {
      var thread = new Thread(() -> one(component, deadline), "sluice-stop-" + threads.size());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    Deadline end = deadline.later(GRACE);
    try {
      for (Thread thread : threads) {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end.remainingNanos()));
        if (thread.isAlive()) LOG.error("{} goes on beyond the deadline", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A component that fails to stop must not keep the others from it. */
  static void one(Component component, Deadline deadline) {
    try {
      component.stop(deadline);
    } catch (RuntimeException e) {
      LOG.error("{} did not stop in order", component.getClass().getSimpleName(), e);
    }
  }
}
