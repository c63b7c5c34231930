package dev.sluice.component;

import dev.sluice.config.Section;
import dev.sluice.otlp.Signal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One kind of component: its name, its settings, and (in the four sub-interfaces) how it is built.
 * A value without state; the distribution lists them. Building throws what only the environment can
 * tell, such as a certificate that cannot be read; it opens no socket.
 *
 * @param <C> what an operator may write, as an immutable record
 */
public interface Factory<C> {
  /** The type in ids: {@code otlphttp}. */
  String type();

  /** Other spellings of the type that the collector accepts or once accepted. */
  default List<String> aliases() {
    return List.of();
  }

  /** The signals it can be used for. */
  default Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  /** One sentence for {@code components} and the documentation. */
  String summary();

  /** Reads and checks the settings; mistakes are reported to the section, never thrown. */
  C read(Section section);
}
