package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrpcConnectionTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int reads;

  @Test
  void aClientThatDoesNotReadItsAnswers_isNotReadUntilItDoes() {
    connect();
    full(true);
    int before = reads;
    channel.pipeline().fireChannelReadComplete();
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(reads).isEqualTo(before);

    full(false);
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(reads).isGreaterThan(before);
    channel.finishAndReleaseAll();
  }

  /** As if the client's side of the socket took no more. */
  private void full(boolean full) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, !full);
    channel.runPendingTasks();
  }

  private void connect() {
    GrpcServerConfig config =
        GrpcServerConfig.read(Sections.parse(""), new Endpoint("127.0.0.1", 0));
    var rounds = new Rounds(channel.eventLoop(), 1_000_000_000, System::nanoTime);
    var rules = new CallRules(Map.of(), System::nanoTime);
    var service =
        new GrpcService(
            rules,
            GrpcLimits.DEFAULT,
            config,
            rounds,
            new Strangers(false, System::nanoTime),
            Clock.SYSTEM);
    channel.pipeline().addLast(new CountingReads(), new ConnectionBuilder(service).build());
  }

  private final class CountingReads extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext ctx) {
      reads++;
      ctx.read();
    }
  }
}
