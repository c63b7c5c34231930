package dev.sluice.receiver.prometheus.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records from a name service that is one in nothing but its answers. */
@Timeout(60)
class DnsDiscoveryTest {
  private static final int SRV = 33;
  private static final int A = 1;

  private final Workbench bench = new Workbench();
  private DatagramSocket server;
  private volatile byte[] data;
  private volatile int type;

  @BeforeEach
  void listen() throws IOException {
    server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    var thread = new Thread(this::serve, "fake-dns");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() {
    server.close();
    bench.close();
  }

  private void serve() {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[512], 512);
        server.receive(packet);
        byte[] answer = answer(packet.getData(), packet.getLength());
        server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /** The question again, and one record, unless there is none: then the name is unknown. */
  private byte[] answer(byte[] question, int length) {
    int end = 12;
    while (question[end] != 0) end += question[end] + 1;
    var out = ByteBuffer.allocate(512);
    boolean known = data != null;
    out.put(question, 0, 2).put((byte) 0x85).put((byte) (known ? 0x80 : 0x83));
    out.putShort((short) 1).putShort((short) (known ? 1 : 0)).putInt(0);
    out.put(question, 12, end + 5 - 12);
    if (known) {
      out.putShort((short) 0xC00C).putShort((short) type).putShort((short) 1).putInt(60);
      out.putShort((short) data.length).put(data);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static byte[] srv(int port, String... labels) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(new byte[] {0, 1, 0, 2, (byte) (port >> 8), (byte) port});
    for (String label : labels) {
      out.write(label.length());
      out.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0);
    return out.toByteArray();
  }

  private void look(DnsDiscovery.Type of, int port) throws Exception {
    var config =
        new DnsDiscovery(
            List.of("_metrics._tcp.shop.example"),
            of,
            port,
            Duration.ofSeconds(30),
            "dns://127.0.0.1:" + server.getLocalPort());
    Discovery discovery = config.open(bench.groups, bench.lent());
    discovery.start();
    bench.timer.advance(Duration.ZERO);
    bench.change();
    discovery.close();
  }

  @Test
  void srvRecords_areHostsAndPorts() throws Exception {
    type = SRV;
    data = srv(9100, "cart", "shop", "example");
    look(DnsDiscovery.Type.SRV, 0);

    assertThat(bench.targets())
        .containsExactly(
            new TreeMap<>(
                Map.of(
                    "__address__", "cart.shop.example:9100",
                    "__meta_dns_name", "_metrics._tcp.shop.example",
                    "__meta_dns_srv_record_target", "cart.shop.example.",
                    "__meta_dns_srv_record_port", "9100")));
  }

  @Test
  void addressRecords_getThePort() throws Exception {
    type = A;
    data = new byte[] {10, 0, 0, 7};
    look(DnsDiscovery.Type.A, 8080);

    assertThat(bench.addresses()).containsExactly("10.0.0.7:8080");
  }

  @Test
  void anUnknownName_hasNoTargets() throws Exception {
    look(DnsDiscovery.Type.SRV, 0);
    assertThat(bench.addresses()).isEmpty();
  }
}
