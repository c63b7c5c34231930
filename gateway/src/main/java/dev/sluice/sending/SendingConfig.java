package dev.sluice.sending;

/** What the settings of every exporter have that sends through the chain. */
public interface SendingConfig {
  QueueConfig queue();

  RetryConfig retry();
}
