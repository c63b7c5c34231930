package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.otlp.fixture.Request;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the generated classes write, in whatever order, the scan reads as they do. */
class OtlpScanPropertyTest {

  @Provide
  Arbitrary<Request> requests() {
    return Request.all();
  }

  @Property(tries = 2000)
  void groups_holdWhatCameIn(@ForAll("requests") Request request) {
    byte[] body = request.bytes();
    assertThat(Oracle.mustParse(request.signal(), body)).isEqualTo(request.message());

    Scanned scanned = OtlpScan.scan(request.signal(), body, ScanLimits.DEFAULT);

    assertThat(Oracle.parse(request.signal(), scanned.groups())).isEqualTo(request.message());
    assertThat(scanned.items()).isEqualTo(Oracle.items(request.message()));
    assertThat(scanned.repaired()).isZero();
  }

  @Property(tries = 500)
  void groups_holdTheirOwnItemsAndResource(@ForAll("requests") Request request) {
    List<?> sent =
        (List<?>)
            request
                .message()
                .getField(request.message().getDescriptorForType().findFieldByNumber(1));

    Scanned scanned = OtlpScan.scan(request.signal(), request.bytes(), ScanLimits.DEFAULT);

    assertThat(scanned.groups()).hasSameSizeAs(sent);
    for (int i = 0; i < scanned.groups().length; i++) {
      ResourceGroup group = scanned.groups()[i];
      Message expected = (Message) sent.get(i);
      var resource = expected.getDescriptorForType().findFieldByNumber(1);
      assertThat(group.hasResource()).isEqualTo(expected.hasField(resource));
      assertThat(Oracle.items(Oracle.parse(request.signal(), group))).isEqualTo(group.items());
    }
  }
}
