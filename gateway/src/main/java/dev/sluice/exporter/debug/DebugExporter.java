package dev.sluice.exporter.debug;

import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.data.Account;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.telemetry.Instruments;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints each batch before {@link #consume} returns: first how much it holds, then, if wanted, the
 * telemetry itself. Any thread; entries of two batches may stand mixed, lines never.
 *
 * <p>A detailed text that would be longer than {@link TextBlock#ENOUGH} is printed in several
 * entries, each ending with a whole item, so that no batch costs more memory than that.
 */
final class DebugExporter implements Exporter {
  private static final Logger LOG = LoggerFactory.getLogger(DebugExporter.class);

  private final DebugConfig config;
  private final Settings settings;
  private final Branch branch;
  private final EntrySampler sampler;
  private final Printing printing;

  /** Lines go to the gateway's logs until {@link #start} has opened something else. */
  private volatile DebugOutput output;

  DebugExporter(DebugConfig config, Settings settings, Branch branch) {
    this.config = config;
    this.settings = settings;
    this.branch = branch;
    this.sampler = new EntrySampler(config, settings.clock());
    this.printing = Printing.of(branch.signal(), config.verbosity());
    this.output = new LoggedOutput(LOG, settings.id(), branch.signal());
    register();
  }

  private void register() {
    Instruments instruments = settings.instruments();
    Account account = branch.account();
    String[] labels = {"exporter", settings.id().toString()};
    String items = branch.signal().itemsInMetrics();
    instruments.counter(
        "otelcol_exporter_sent_" + items, () -> account.settled(Outcome.DELIVERED), labels);
    instruments.counter(
        "otelcol_exporter_send_failed_" + items,
        () -> account.settled(Outcome.Kind.DROPPED),
        labels);
  }

  @Override
  public void start() throws StartException {
    if (config.useInternalLogger()) return;
    try {
      output = PlainOutput.open(config.outputPaths());
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void consume(Batch batch) {
    try {
      print(batch);
    } catch (RuntimeException fault) {
      LOG.error("exporter '{}': could not print {}", settings.id(), batch, fault);
      batch.settle(Outcome.DROPPED_INTERNAL_ERROR);
      return;
    }
    batch.settle(Outcome.DELIVERED);
  }

  private void print(Batch batch) {
    Counts counts = Counts.of(batch);
    if (sampler.passes(counts.title())) output.counts(counts);
    if (config.verbosity() == Verbosity.BASIC) return;
    TextBlock block = new TextBlock(this::printLines);
    printing.print(batch, block);
    block.flush();
  }

  private void printLines(String lines) {
    if (sampler.passes(lines)) output.lines(lines);
  }

  @Override
  public void stop(Deadline deadline) {
    output.close();
  }
}
