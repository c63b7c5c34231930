package dev.sluice.sending;

import dev.sluice.component.Exporter;
import dev.sluice.component.ExporterFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Branch;
import dev.sluice.otlp.Signal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An exporter that sends through the chain: it brings its push, the chain is the same for all. */
public interface SendingFactory<C extends SendingConfig> extends ExporterFactory<C> {
  /**
   * How an exporter with these settings speaks to its backend. Opens no connection.
   *
   * @throws StartException if the settings lack what this signal needs
   * @throws IOException if certificates or keys cannot be used; its message is for the operator
   */
  Push push(C config, Settings settings, Signal signal) throws StartException, IOException;

  @Override
  default @Nullable ComponentId storage(C config) {
    return config.queue().storage();
  }

  @Override
  default boolean sendsAtOnce(C config) {
    return !config.queue().enabled();
  }

  @Override
  default Exporter create(C config, Settings settings, Branch branch) throws StartException {
    try {
      Push push = push(config, settings, branch.signal());
      return new SendingExporter(push, branch, config.queue(), config.retry(), settings);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
