package dev.sluice.relay;

import com.google.protobuf.Message;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An OTLP/HTTP backend that keeps what the generated classes make of it, cut by resource. */
final class OtlpSink implements AutoCloseable {
  private final Map<Signal, Queue<Message>> groups = new EnumMap<>(Signal.class);
  private final Endpoint endpoint;

  OtlpSink() throws IOException {
    var takers = new LinkedHashMap<String, Endpoint.Taker>();
    for (Signal signal : Signal.values()) {
      var queue = new ConcurrentLinkedQueue<Message>();
      groups.put(signal, queue);
      takers.put("/v1/" + signal.id(), body -> queue.addAll(groups(Oracle.parse(signal, body))));
    }
    endpoint = new Endpoint(Loopback.at(Loopback.next(), 4318), 200, takers);
  }

  /** The ResourceSpans, ResourceMetrics or ResourceLogs of an export request. */
  static List<Message> groups(Message request) {
    var groups = new java.util.ArrayList<Message>();
    var field = request.getDescriptorForType().findFieldByNumber(1);
    for (Object group : (List<?>) request.getField(field)) groups.add((Message) group);
    return groups;
  }

  /** What came so far, in the order it came. */
  List<Message> groups(Signal signal) {
    return List.copyOf(groups.get(signal));
  }

  int count(Signal signal) {
    return groups.get(signal).size();
  }

  void forget() {
    groups.values().forEach(Queue::clear);
  }

  Iterable<String> complaints() {
    return endpoint.complaints();
  }

  String url() {
    return endpoint.url();
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
