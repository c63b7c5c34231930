package dev.sluice.exporter.otlphttp;

import dev.sluice.data.Batch;
import dev.sluice.net.codec.Body;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.io.IOException;
import java.io.OutputStream;

/** An OTLP export request, written from where its parts lie: nothing is put together beforehand. */
final class RequestBody implements Body {
  private final Batch batch;

  RequestBody(Batch batch) {
    this.batch = batch;
  }

  @Override
  public long length() {
    return batch.bytes();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    var header = new ProtoWriter(512);
    for (int i = 0; i < batch.size(); i++) {
      ResourceGroup group = batch.group(i);
      header.clear();
      group.writeHeader(header);
      out.write(header.array(), 0, header.size());
      ByteSlice rest = group.rest();
      out.write(rest.array(), rest.offset(), rest.length());
    }
  }
}
