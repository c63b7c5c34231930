package dev.sluice.receiver.otlp;

import dev.sluice.config.ComponentId;
import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Attributes;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * The answer to every newcomer's question: did it arrive? Said once per signal and transport. Any
 * thread.
 */
final class FirstData {
  private static final ByteSlice SERVICE_NAME = ByteSlice.utf8("service.name");

  /** The name is a client's: it gets no more of our log than this. Bytes. */
  private static final int LONGEST_NAME = 256;

  private final Logger log;
  private final Signal signal;
  private final String transport;
  private final ComponentId receiver;
  private final AtomicBoolean said = new AtomicBoolean();

  FirstData(Logger log, Signal signal, String transport, ComponentId receiver) {
    this.log = log;
    this.signal = signal;
    this.transport = transport;
    this.receiver = receiver;
  }

  void came(ResourceGroup group, String peer) {
    if (said.get() || said.getAndSet(true)) return;
    log.info(
        "first data: {} from {} by {} from {} through receiver '{}'",
        signal.id(),
        service(group),
        transport,
        peer.isEmpty() ? "a client" : peer,
        receiver);
  }

  private static String service(ResourceGroup group) {
    ByteSlice value = Attributes.find(group.resource(), Otlp.Resource.ATTRIBUTES, SERVICE_NAME);
    if (value == null) return "a service without a name";
    var text = new ProtoWriter();
    AnyValueText.appendText(value.array(), value.offset(), value.end(), false, text);
    ByteSlice name = text.toSlice().slice(0, Math.min(text.size(), LONGEST_NAME));
    return "service.name=\"%s\"".formatted(name.utf8());
  }
}
