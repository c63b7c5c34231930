package dev.sluice.pipeline;

import dev.sluice.component.Consumer;
import dev.sluice.component.Exporter;
import dev.sluice.component.ExporterFactory;
import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Intake;
import dev.sluice.component.Processor;
import dev.sluice.component.ProcessorFactory;
import dev.sluice.component.Receiver;
import dev.sluice.component.ReceiverFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.ComponentId;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import dev.sluice.data.Branch;
import dev.sluice.otlp.Signal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Factories together with the settings that were read for one component. */
final class Makers {
  private Makers() {}

  interface ReceiverMaker {
    Receiver make(Settings settings, Map<Signal, Intake> intakes) throws StartException;
  }

  interface ProcessorMaker {
    Processor make(Settings settings, Signal signal, Consumer next) throws StartException;
  }

  /**
   * Also knows whether the exporter holds data, and so needs a share of the memory, and whether it
   * writes it to disk.
   *
   * @param sendsAtOnce whether nothing waits in it but what is being sent
   * @param storage where it does; null: it does not
   * @param onlineCheck asks the backend; takes this build's version
   */
  record ExporterMaker(
      boolean holdsData,
      boolean sendsAtOnce,
      @Nullable ComponentId storage,
      Making making,
      OnlineCheck onlineCheck) {
    boolean isDurable() {
      return storage != null;
    }

    interface OnlineCheck {
      void ask(String version);
    }

    interface Making {
      Exporter make(Settings settings, Branch branch) throws StartException;
    }
  }

  /** Also knows what the extension can do for others. */
  record ExtensionMaker(Set<ExtensionRole> roles, Creating creating) {
    Extension make(Settings settings) throws StartException {
      Extension extension = creating.create(settings);
      extension.offerTo(settings.shared());
      return extension;
    }

    interface Creating {
      Extension create(Settings settings) throws StartException;
    }
  }

  static <C> ReceiverMaker receiver(ReceiverFactory<C> factory, Section section) {
    C config = factory.read(section);
    return (settings, intakes) -> factory.create(config, settings, intakes);
  }

  static <C> ProcessorMaker processor(ProcessorFactory<C> factory, Section section) {
    C config = factory.read(section);
    return (settings, signal, next) -> factory.create(config, settings, signal, next);
  }

  static <C> ExporterMaker exporter(ExporterFactory<C> factory, Section section) {
    C config = factory.read(section);
    return new ExporterMaker(
        factory.holdsData(),
        factory.sendsAtOnce(config),
        factory.storage(config),
        (settings, branch) -> factory.create(config, settings, branch),
        version -> factory.checkOnline(config, section, version));
  }

  static <C> ExtensionMaker extension(ExtensionFactory<C> factory, Section section) {
    C config = factory.read(section);
    return new ExtensionMaker(factory.roles(config), settings -> factory.create(config, settings));
  }
}
