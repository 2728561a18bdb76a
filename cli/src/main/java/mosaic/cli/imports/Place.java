package mosaic.cli.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where in the input something stands. */
public sealed interface Place {
  /** A file of a folder, by its path below it. */
  record File(String path) implements Place {
    @Override
    public String toString() {
      return path;
    }
  }

  /** A line of a file, counted from 1. */
  record Line(long number) implements Place {
    @Override
    public String toString() {
      return "line " + number;
    }
  }

  /** Says it in a report: {@code path} or {@code line}. */
  default void addTo(ObjectNode report) {
    switch (this) {
      case File(String path) -> report.put("path", path);
      case Line(long number) -> report.put("line", number);
    }
  }
}
