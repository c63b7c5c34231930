package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class InstrumentsTest {
  private final Instruments instruments = new Instruments();

  @Test
  void theSameCounterTwice_isOne() {
    instruments.count("otelcol_receiver_accepted_spans", "receiver", "r", "transport", "t").add(2);
    instruments.count("otelcol_receiver_accepted_spans", "transport", "t", "receiver", "r").add(3);
    assertThat(instruments.registry().get("otelcol_receiver_accepted_spans").functionCounter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(5));
  }

  @Test
  void whatIsNotDeclared_cannotBeRegistered() {
    assertThatThrownBy(() -> instruments.count("otelcol_no_such_thing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "metric otelcol_no_such_thing is not declared: write it into metrics.yaml first");
    assertThatThrownBy(() -> instruments.gauge("otelcol_process_uptime", () -> 1))
        .hasMessageContaining("is registered as a gauge, but declared as a counter");
    assertThatThrownBy(() -> instruments.count("otelcol_exporter_sent_spans", "receiver", "x"))
        .hasMessageContaining("with the labels [receiver], but declared with [exporter]");
  }

  @Test
  void whatIsForgotten_isShownNoMore_unlessSomebodyElseShowsIt() {
    String[] labels = {"exporter", "e", "signal", "logs"};
    DoubleSupplier first = () -> 1;
    DoubleSupplier second = () -> 2;
    instruments.gauge("sluice_storage_items", first, labels);
    Instruments staged = instruments.staged();
    staged.gauge("sluice_storage_items", second, labels);
    staged.commit();
    instruments.forget(first);
    assertThat(instruments.registry().get("sluice_storage_items").gauge().value()).isEqualTo(2);
    staged.forget(second);
    assertThat(instruments.registry().find("sluice_storage_items").meter()).isNull();
    instruments.gauge("sluice_storage_items", first, labels);
    assertThat(instruments.registry().get("sluice_storage_items").gauge().value()).isEqualTo(1);
  }
}
