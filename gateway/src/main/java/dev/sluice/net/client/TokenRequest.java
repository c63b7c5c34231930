package dev.sluice.net.client;

import dev.sluice.config.Secret;
import dev.sluice.net.auth.SecretSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a token is asked for.
 *
 * @param clientSecret null is an empty one
 * @param scopes what the token is to be good for
 * @param parameters sent besides
 * @param spare how long before its end a token is replaced; no more than half of its life counts
 */
public record TokenRequest(
    Target url,
    SecretSource clientId,
    @Nullable SecretSource clientSecret,
    List<String> scopes,
    Map<String, Secret> parameters,
    Duration spare) {}
