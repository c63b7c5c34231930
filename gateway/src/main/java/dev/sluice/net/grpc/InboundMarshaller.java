package dev.sluice.net.grpc;

import dev.sluice.net.codec.DecodeException;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Copies a message once, from the transport's buffers (or the decompressor's) into one array of
 * exactly its length. Never throws for what a client sent: grpc would answer UNKNOWN and print a
 * stack trace.
 */
final class InboundMarshaller implements Marshaller<Inbound> {
  @Override
  public Inbound parse(InputStream stream) {
    try (stream) {
      // Both kinds of stream know their length: grpc's plain one, and our decompressing one.
      byte[] body = new byte[stream.available()];
      int count = stream.readNBytes(body, 0, body.length);
      if (count == body.length && stream.read() < 0) return Inbound.of(body);
      return Inbound.refused(GrpcAnswer.INTERNAL, "the message is not as long as it said");
    } catch (DecodedLazily.Failed e) {
      return refused(e.reason());
    } catch (StatusRuntimeException e) {
      String text = String.valueOf(e.getStatus().getDescription());
      return Inbound.refused(e.getStatus().getCode().value(), text);
    } catch (IOException e) {
      return Inbound.refused(GrpcAnswer.INTERNAL, "cannot read the message");
    }
  }

  private static Inbound refused(DecodeException failure) {
    return switch (failure.reason()) {
      case CORRUPT -> Inbound.refused(GrpcAnswer.INVALID_ARGUMENT, failure.text());
      case TOO_LARGE -> Inbound.refused(GrpcAnswer.RESOURCE_EXHAUSTED, failure.text());
      case NO_ROOM -> Inbound.NO_ROOM;
    };
  }

  @Override
  public InputStream stream(Inbound value) {
    return new ByteArrayInputStream(value.body == null ? new byte[0] : value.body);
  }
}
