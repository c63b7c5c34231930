package dev.sluice.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                       | tempo           | 80   | false
          ''                       | localhost       | 80   | true
          ''                       | 127.0.0.5       | 80   | true
          ''                       | ::1             | 80   | true
          *                        | anything        | 80   | true
          example.com              | example.com     | 80   | true
          example.com              | a.example.com   | 80   | true
          example.com              | badexample.com  | 80   | false
          .example.com             | example.com     | 80   | false
          .example.com             | a.example.com   | 80   | true
          *.example.com            | a.example.com   | 80   | true
          EXAMPLE.com              | Example.COM     | 80   | true
          'a, example.com:8080 ,b' | example.com     | 8080 | true
          example.com:8080         | example.com     | 80   | false
          10.0.0.0/8               | 10.9.8.7        | 80   | true
          10.0.0.0/8               | 11.9.8.7        | 80   | false
          10.0.0.0/8               | ten.example     | 80   | false
          fd00::/8                 | [fd12::1]       | 80   | true
          10.1.2.3                 | 10.1.2.3        | 80   | true
          10.1.2.3:90              | 10.1.2.3        | 80   | false
          [fd12::1]:90             | fd12::1         | 90   | true
          garbage/99               | garbage         | 80   | false
          """)
  void exceptions_areReadAsGoReadsThem(String list, String host, int port, boolean expected) {
    assertThat(NoProxy.parse(list).matches(host, port)).isEqualTo(expected);
  }
}
