package dev.sluice.bench.endtoend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is made larger while all else stays as it is. */
enum Axis {
  CORES("cores of the gateway"),
  SIZE("items of a request"),
  CONNECTIONS("connections"),
  SERIES("distinct series"),
  SERVICES("distinct services");

  /** Stands for as many items as 4 MiB hold. */
  static final int LARGEST = -1;

  private static final List<Cell> CELLS = List.of(Cell.TRACES_NONE, Cell.LOGS, Cell.METRICS_10K);
  private static final int ITEMS = 100;
  private static final int CONNECTIONS_ELSEWHERE = 4;
  private static final int PODS = 20;

  /** Few, so that a run comes by many services. */
  private static final int ITEMS_OF_A_SERVICE = 10;

  private final String title;

  Axis(String title) {
    this.title = title;
  }

  static List<Axis> named(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(name -> valueOf(name.trim().toUpperCase(Locale.ROOT)))
        .toList();
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  List<Integer> points() {
    return switch (this) {
      case CORES -> List.of(1, 2);
      case SIZE -> List.of(10, 100, 1_000, LARGEST);
      case CONNECTIONS -> List.of(1, 10, 100, 1_000);
      case SERIES -> List.of(10_000, 100_000, 1_000_000);
      case SERVICES -> List.of(100, 10_000, 100_000, 1_000_000);
    };
  }

  /** Whom it means something to. */
  List<Cell> cells() {
    return switch (this) {
      case CORES, SIZE, CONNECTIONS -> CELLS;
      case SERIES -> List.of(Cell.METRICS_10K);
      case SERVICES -> List.of(Cell.LOGS);
    };
  }

  int cores(int value) {
    return this == CORES ? value : 1;
  }

  Traffic traffic(Cell cell, int value, double rate) {
    Kind kind = cell.kind();
    return switch (this) {
      case CORES -> cell.traffic(rate);
      case SIZE -> new Traffic(cell, sized(kind, value), CONNECTIONS_ELSEWHERE, rate);
      case CONNECTIONS -> new Traffic(cell, Shape.of(kind, ITEMS, PODS), value, rate);
      case SERIES ->
          new Traffic(
              cell,
              Shape.of(kind, ITEMS, value / Shape.SERIES_PER_POD),
              CONNECTIONS_ELSEWHERE,
              rate);
      case SERVICES ->
          new Traffic(
              cell, Shape.ofServices(kind, ITEMS_OF_A_SERVICE, value), CONNECTIONS_ELSEWHERE, rate);
    };
  }

  private static Shape sized(Kind kind, int items) {
    return items == LARGEST ? Shape.largest(kind, PODS) : Shape.of(kind, items, PODS);
  }
}
