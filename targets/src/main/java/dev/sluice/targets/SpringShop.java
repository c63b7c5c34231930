package dev.sluice.targets;

import io.prometheus.metrics.tracer.common.SpanContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A Spring application with Prometheus' metrics, configured as those that are scraped in earnest.
 */
@SpringBootApplication
@RestController
public class SpringShop {
  /** Of every request, so that tests know what exemplars must say. */
  static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  static final String SPAN = "00f067aa0ba902b7";

  public static void main(String[] args) {
    SpringApplication.run(SpringShop.class, args);
  }

  @GetMapping("/orders/{number}")
  String order(@PathVariable String number) {
    return "order " + number;
  }

  /** Where a tracing library would say which span it is in. */
  @Bean
  SpanContext spanContext() {
    return new SpanContext() {
      @Override
      public String getCurrentTraceId() {
        return TRACE;
      }

      @Override
      public String getCurrentSpanId() {
        return SPAN;
      }

      @Override
      public boolean isCurrentSpanSampled() {
        return true;
      }

      @Override
      public void markCurrentSpanAsExemplar() {
        // Nobody keeps these spans.
      }
    };
  }
}
