package dev.sluice.receiver.prometheus;

import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import java.util.ArrayList;
import java.util.List;

/** A job while its targets are scraped. */
final class RunningJob {
  final ScrapeJob job;
  final TargetPool pool;
  final List<Provider> providers = new ArrayList<>();
  private final PageSource pages;

  RunningJob(ScrapeJob job, TargetPool pool, PageSource pages) {
    this.job = job;
    this.pool = pool;
    this.pages = pages;
  }

  /** Makes targets of what its discoveries know now. */
  void sync() {
    var groups = new ArrayList<TargetGroup>();
    for (Provider provider : providers) groups.addAll(provider.groups.all());
    pool.sync(groups);
  }

  /** Breaks off what is under way. */
  void close() {
    pages.close();
  }
}
