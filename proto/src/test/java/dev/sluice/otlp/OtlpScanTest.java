package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Captures.Capture;
import dev.sluice.otlp.fixture.Oracle;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OtlpScanTest {

  static List<Capture> captures() {
    return Captures.all();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void captures_areCutWithoutChange(Capture capture) {
    Message expected = Oracle.mustParse(capture.signal(), capture.bytes());

    Scanned scanned = OtlpScan.scan(capture.signal(), capture.bytes(), ScanLimits.DEFAULT);

    assertThat(scanned.items()).isEqualTo(Oracle.items(expected));
    assertThat(scanned.repaired()).isZero();
    assertThat(Oracle.parse(capture.signal(), scanned.groups())).isEqualTo(expected);
  }
}
