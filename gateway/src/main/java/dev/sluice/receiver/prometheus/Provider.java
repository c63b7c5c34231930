package dev.sluice.receiver.prometheus;

import dev.sluice.receiver.prometheus.discovery.Discovery;
import dev.sluice.receiver.prometheus.discovery.Groups;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One discovery with the jobs that it has targets for. */
final class Provider {
  final Groups groups;
  final Discovery discovery;
  final Set<RunningJob> jobs = ConcurrentHashMap.newKeySet();

  Provider(Groups groups, Discovery discovery) {
    this.groups = groups;
    this.discovery = discovery;
  }
}
