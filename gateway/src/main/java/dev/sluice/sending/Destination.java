package dev.sluice.sending;

import dev.sluice.config.ComponentId;
import dev.sluice.config.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom an exporter sends to, and as whom: what a backend has asked of one exporter concerns another
 * whose destination is equal.
 *
 * @param address with an equality of its own: a URL, or host and port
 * @param headers that are sent with every request, a tenant among them
 * @param authenticator the extension that signs the requests; null: nobody does
 */
public record Destination(
    Object address, Map<String, Secret> headers, @Nullable ComponentId authenticator) {}
