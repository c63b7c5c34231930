package dev.sluice.receiver.otlp;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.ComponentId;
import dev.sluice.net.auth.AuthKeys.ServerAuth;
import dev.sluice.net.auth.IncomingHeaders;
import dev.sluice.net.auth.Pass;
import dev.sluice.net.auth.ServerAuthenticator;
import dev.sluice.telemetry.Bulletin;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may send by one transport. Asked before room is made and before a body is read; who is turned
 * away is counted, and said once in a while. Runs on event loops; never blocks.
 */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpReceiver.class);

  private final String receiver;
  private final String transport;
  private final @Nullable ComponentId name;
  private final @Nullable ServerAuthenticator authenticator;
  private final List<String> parameters;
  private final LongAdder refused;
  private final Bulletin bulletin;

  /**
   * Open to everybody if {@code auth} is null.
   *
   * @throws StartException if no extension offers that authenticator
   */
  Gate(@Nullable ServerAuth auth, Settings settings, String transport) throws StartException {
    this.receiver = settings.id().toString();
    this.transport = transport;
    this.name = auth == null ? null : auth.authenticator();
    this.parameters = auth == null ? List.of() : auth.requestParams();
    this.authenticator =
        name == null ? null : settings.shared().find(ServerAuthenticator.class, name.toString());
    if (name != null && authenticator == null) {
      throw new StartException(
          "protocols::%s: extension '%s' is no authenticator".formatted(transport, name));
    }
    this.refused =
        settings
            .instruments()
            .count(
                "sluice_receiver_unauthenticated_requests_total",
                "receiver",
                receiver,
                "transport",
                transport);
    this.bulletin = new Bulletin(settings.clock()::nanoTime);
  }

  /** Names of query parameters that count as headers. */
  List<String> parameters() {
    return parameters;
  }

  /** Null: may go on. */
  @Nullable Pass refusal(IncomingHeaders request, String peer) {
    if (authenticator == null) return null;
    Pass pass = authenticator.check(request);
    return switch (pass.kind()) {
      case GRANTED -> null;
      case LATER -> pass;
      case DENIED -> {
        refused.increment();
        bulletin.warn(
            LOG,
            () ->
                "receiver '%s': a request over %s from %s was refused by authenticator '%s': %s"
                    .formatted(receiver, transport, peer, name, pass.why()));
        yield pass;
      }
    };
  }

  /** For WWW-Authenticate; only after a {@link #refusal}. */
  String challenge() {
    return authenticator == null ? "" : authenticator.challenge();
  }
}
