package dev.sluice.net.grpc;

import dev.sluice.net.codec.DecodeException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Copies a message once, from the transport's buffers into one exact array. Never throws for what a
 * client sent: grpc would answer UNKNOWN and print a stack trace.
 */
final class InboundMarshaller implements Marshaller<Inbound> {
  @Override
  public Inbound parse(InputStream stream) {
    try (stream) {
      return new Inbound(stream instanceof KnownLength ? exactly(stream) : stream.readAllBytes());
    } catch (DecodedLazily.Failed e) {
      return new Inbound(answer(e.reason()));
    } catch (StatusRuntimeException e) {
      String text = String.valueOf(e.getStatus().getDescription());
      return new Inbound(GrpcAnswer.error(e.getStatus().getCode().value(), text));
    } catch (IOException e) {
      return new Inbound(GrpcAnswer.error(GrpcAnswer.INTERNAL, "cannot read the message"));
    }
  }

  private static byte[] exactly(InputStream stream) throws IOException {
    var body = new byte[stream.available()];
    if (stream.readNBytes(body, 0, body.length) < body.length) {
      throw Status.INTERNAL.withDescription("the message ended early").asRuntimeException();
    }
    return body;
  }

  private static GrpcAnswer answer(DecodeException failure) {
    String text = String.valueOf(failure.getMessage());
    return switch (failure.reason()) {
      case CORRUPT -> GrpcAnswer.error(GrpcAnswer.INVALID_ARGUMENT, text);
      case TOO_LARGE, NO_ROOM -> GrpcAnswer.error(GrpcAnswer.RESOURCE_EXHAUSTED, text);
    };
  }

  @Override
  public InputStream stream(Inbound value) {
    return new ByteArrayInputStream(value.body == null ? new byte[0] : value.body);
  }
}
