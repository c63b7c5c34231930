package dev.sluice.receiver.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;

/**
 * A google.rpc.Status as a client reads it: with protobuf's own parser, or a JSON parser.
 *
 * @param retrySeconds of the RetryInfo in its details; 0 if there is none
 */
record RpcStatus(int code, String message, long retrySeconds) {

  static RpcStatus ofProtobuf(byte[] bytes) throws InvalidProtocolBufferException {
    UnknownFieldSet status = UnknownFieldSet.parseFrom(bytes);
    long seconds = 0;
    for (var detail : status.getField(3).getLengthDelimitedList()) {
      UnknownFieldSet any = UnknownFieldSet.parseFrom(detail);
      String type = text(any.getField(1));
      if (!type.equals("type.googleapis.com/google.rpc.RetryInfo")) continue;
      UnknownFieldSet info = inside(any.getField(2));
      seconds = inside(info.getField(1)).getField(1).getVarintList().get(0);
    }
    int code = status.getField(1).getVarintList().get(0).intValue();
    return new RpcStatus(code, text(status.getField(2)), seconds);
  }

  private static UnknownFieldSet inside(Field field) throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(field.getLengthDelimitedList().get(0));
  }

  private static String text(Field field) {
    var values = field.getLengthDelimitedList();
    return values.isEmpty() ? "" : values.get(0).toStringUtf8();
  }

  static RpcStatus ofJson(byte[] bytes) throws IOException {
    int code = 0;
    String message = "";
    long seconds = 0;
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() != JsonToken.FIELD_NAME) continue;
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("code")) code = parser.getIntValue();
        if (name.equals("message")) message = parser.getText();
        if (name.equals("retryDelay")) {
          seconds = Long.parseLong(parser.getText().replaceAll("(\\.0+)?s$", ""));
        }
        if (value == JsonToken.NOT_AVAILABLE) break;
      }
    }
    return new RpcStatus(code, message, seconds);
  }
}
