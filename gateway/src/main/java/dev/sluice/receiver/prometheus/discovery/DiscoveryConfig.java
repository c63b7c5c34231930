package dev.sluice.receiver.prometheus.discovery;

import dev.sluice.net.tls.TlsException;

/**
 * One entry under a job's {@code *_sd_configs} or {@code static_configs}. Equal ones discover the
 * same, so that jobs can share what is discovered.
 */
public interface DiscoveryConfig {
  /** {@code file}, {@code kubernetes}. */
  String mechanism();

  /** What an operator would call it: {@code http_sd http://inventory/targets}. */
  String title();

  /** Whether somebody else than the operator says what the targets are. */
  boolean isForeign();

  /**
   * Makes what discovers; it does nothing yet.
   *
   * @throws TlsException if its certificates cannot be used
   */
  Discovery open(Groups groups, Lent lent) throws TlsException;
}
