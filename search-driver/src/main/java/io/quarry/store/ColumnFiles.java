package io.quarry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Columns of all files of a table, read side by side. */
final class ColumnFiles {
  private final Directory directory;
  private final List<String> files;
  private final int[] offsets;
  private final byte[] last;
  private final FlatColumns columns;
  private final List<String> problems;

  private ColumnFiles(
      Directory directory,
      List<String> files,
      int[] offsets,
      byte[] last,
      FlatColumns columns,
      List<String> problems) {
    this.directory = directory;
    this.files = files;
    this.offsets = offsets;
    this.last = last;
    this.columns = columns;
    this.problems = problems;
  }

  /** What is wanted of a file, by its own key-value pairs. */
  interface Requests {
    FlatColumns.Request of(Map<String, String> metadata) throws UnreadableFileException;
  }

  /**
   * Reads a table.
   *
   * @param name with which its files begin
   * @param request what the columns are called that come out
   */
  static ColumnFiles read(
      Directory directory, String name, FlatColumns.Request request, Requests requests) {
    List<String> problems = new ArrayList<>();
    List<String> files = ParquetFiles.names(directory, name, problems);
    byte[] last = files.isEmpty() ? new byte[0] : directory.read(files.get(files.size() - 1));
    List<Part> parts =
        IntStream.range(0, files.size())
            .parallel()
            .mapToObj(
                i -> {
                  byte[] file = i == files.size() - 1 ? last : directory.read(files.get(i));
                  return part(file, request, requests);
                })
            .toList();
    int[] offsets = new int[files.size() + 1];
    for (int i = 0; i < files.size(); i++) {
      offsets[i + 1] = Math.addExact(offsets[i], parts.get(i).columns.rows());
      if (!parts.get(i).problem.isEmpty()) {
        problems.add("%s/%s: %s".formatted(directory, files.get(i), parts.get(i).problem));
      }
    }
    return new ColumnFiles(
        directory,
        files,
        offsets,
        last,
        FlatColumns.join(parts.stream().map(Part::columns).toList(), request),
        problems);
  }

  /** The columns of a file, or none and why. */
  private record Part(FlatColumns columns, String problem) {}

  private static Part part(byte[] file, FlatColumns.Request request, Requests requests) {
    try {
      return new Part(
          ParquetBytes.open(
              file,
              reader -> {
                Map<String, String> metadata = reader.getFileMetaData().getKeyValueMetaData();
                return FlatColumns.read(reader, requests.of(metadata));
              }),
          "");
    } catch (UnreadableFileException e) {
      return new Part(FlatColumns.empty(0, request), e.getMessage());
    }
  }

  /** Columns of all rows, file after file. */
  FlatColumns columns() {
    return columns;
  }

  /** A text for each file that cannot be used, and so has no row here. */
  List<String> problems() {
    return problems;
  }

  /** The number of the file that a row lies in. */
  int file(int row) {
    int file = 0;
    while (offsets[file + 1] <= row) {
      file++;
    }
    return file;
  }

  /** The row with which a file begins. */
  int firstRow(int file) {
    return offsets[file];
  }

  /** Where a file lies, for people. */
  String location(int file) {
    return "%s/%s".formatted(directory, files.get(file));
  }

  /** The bytes of a file: of the last one, which may be replaced meanwhile, as they were. */
  byte[] bytes(int file) {
    return file == files.size() - 1 ? last : directory.read(files.get(file));
  }
}
