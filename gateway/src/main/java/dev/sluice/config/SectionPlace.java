package dev.sluice.config;

/**
 * Where a section is and what it is called.
 *
 * @param key where its key stands
 * @param owner in words: {@code exporter `loki/eu`}, {@code `tls` of exporter `loki/eu`}
 * @param title shorter: {@code loki/eu}, {@code attributes[0]}
 * @param path {@code exporters::loki/eu::tls}
 * @param name the last part of the path
 * @param written whether it is there at all, and not null
 */
record SectionPlace(
    Span key, String owner, String title, String path, String name, boolean written) {

  String pathOf(String below) {
    return path.isEmpty() ? below : path + "::" + below;
  }

  SectionPlace section(String below, Span span, boolean isWritten) {
    return new SectionPlace(span, ownerOf(below), below, pathOf(below), below, isWritten);
  }

  SectionPlace item(String list, int number, Span span, boolean isWritten) {
    String index = "[" + number + "]";
    String item = list + index;
    return new SectionPlace(span, ownerOf(item), item, pathOf(item), index, isWritten);
  }

  SectionPlace entry(String map, String entry, Span span, boolean isWritten) {
    String below = pathOf(map) + "::" + entry;
    return new SectionPlace(span, ownerOf(entry), entry, below, entry, isWritten);
  }

  private String ownerOf(String below) {
    return "`" + below + "` of " + owner;
  }
}
