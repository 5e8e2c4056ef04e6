package io.quarry.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * Some columns of a Parquet file as arrays, a place a row, without the objects of whole rows: the
 * other columns are neither decompressed nor decoded. Where a row has no value there is NaN, or an
 * empty text.
 *
 * @param rows how many
 * @param numbers by column
 * @param integers by column
 * @param texts by column; equal texts of a file are the same object
 * @param decisions by the decision's name
 * @param keys of the candidates
 */
record FlatColumns(
    int rows,
    Map<String, double[]> numbers,
    Map<String, int[]> integers,
    Map<String, String[]> texts,
    Map<String, String[]> decisions,
    CandidateKeys keys) {
  private static final String KEY = "key";
  private static final String DECISIONS = "decisions";

  /**
   * What is wanted of a file. Columns that it lacks are as if all of its rows had no value there.
   *
   * @param numbers columns of doubles, and what each is called here
   * @param integers columns of integers
   * @param texts columns of texts
   * @param decisions names of decisions
   */
  record Request(
      Map<String, String> numbers, Set<String> integers, Set<String> texts, Set<String> decisions) {

    private boolean names(String column) {
      return column.equals(KEY)
          || numbers.containsKey(column)
          || integers.contains(column)
          || texts.contains(column)
          || (column.equals(DECISIONS) && !decisions.isEmpty());
    }
  }

  /** Reads the wanted columns, and the keys of the candidates. */
  static FlatColumns read(ParquetFileReader reader, Request request) throws IOException {
    int rows = Math.toIntExact(reader.getRecordCount());
    FlatColumns columns = empty(rows, request);
    MessageType type = reader.getFileMetaData().getSchema();
    MessageType projection =
        new MessageType(
            type.getName(),
            type.getFields().stream().filter(field -> request.names(field.getName())).toList());
    if (!projection.containsField(KEY)) {
      throw new IOException("it has no column " + KEY);
    }
    reader.setRequestedSchema(projection);
    int offset = 0;
    for (PageReadStore pages = reader.readNextRowGroup();
        pages != null;
        pages = reader.readNextRowGroup()) {
      ColumnReadStore store =
          new ColumnReadStoreImpl(
              pages,
              new GroupRecordConverter(projection).getRootConverter(),
              projection,
              reader.getFileMetaData().getCreatedBy());
      int count = Math.toIntExact(pages.getRowCount());
      columns.fill(store, projection, request, offset, count);
      offset += count;
    }
    return columns;
  }

  /** No value in so many rows. */
  static FlatColumns empty(int rows, Request request) {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    request.numbers.values().forEach(name -> numbers.put(name, missing(rows)));
    Map<String, int[]> integers = new LinkedHashMap<>();
    request.integers.forEach(name -> integers.put(name, new int[rows]));
    return new FlatColumns(
        rows,
        numbers,
        integers,
        texts(rows, request.texts),
        texts(rows, request.decisions),
        new CandidateKeys(rows));
  }

  /** So many numbers that are not there. */
  static double[] missing(int rows) {
    double[] missing = new double[rows];
    Arrays.fill(missing, Double.NaN);
    return missing;
  }

  /** The rows of one after those of another; all have the same columns. */
  static FlatColumns join(List<FlatColumns> parts, Request request) {
    int rows = parts.stream().mapToInt(FlatColumns::rows).reduce(0, Math::addExact);
    FlatColumns joined = empty(rows, request);
    int offset = 0;
    for (FlatColumns part : parts) {
      int to = offset;
      part.numbers.forEach((name, from) -> copy(from, joined.numbers.get(name), to, part.rows));
      part.integers.forEach((name, from) -> copy(from, joined.integers.get(name), to, part.rows));
      part.texts.forEach((name, from) -> copy(from, joined.texts.get(name), to, part.rows));
      part.decisions.forEach((name, from) -> copy(from, joined.decisions.get(name), to, part.rows));
      joined.keys.copy(part.keys, to);
      offset += part.rows;
    }
    return joined;
  }

  private static void copy(Object from, Object to, int offset, int rows) {
    System.arraycopy(from, 0, to, offset, rows);
  }

  private static Map<String, String[]> texts(int rows, Set<String> names) {
    Map<String, String[]> texts = new LinkedHashMap<>();
    for (String name : names) {
      String[] missing = new String[rows];
      Arrays.fill(missing, "");
      texts.put(name, missing);
    }
    return texts;
  }

  private void fill(
      ColumnReadStore store, MessageType type, Request request, int offset, int count) {
    Set<String> passed = new HashSet<>();
    for (ColumnDescriptor column : type.getColumns()) {
      String name = column.getPath()[0];
      if (!passed.add(name)) {
        continue; // Decisions are two columns in one.
      }
      if (name.equals(DECISIONS)) {
        fillDecisions(store, type, offset, count);
        continue;
      }
      ColumnReader values = store.getColumnReader(column);
      if (name.equals(KEY)) {
        fillKeys(values, column.getMaxDefinitionLevel(), offset, count);
      } else if (request.numbers.containsKey(name)) {
        double[] to = numbers.get(request.numbers.get(name));
        fill(values, column.getMaxDefinitionLevel(), to, offset, count);
      } else if (integers.containsKey(name)) {
        fill(values, integers.get(name), offset, count);
      } else {
        fill(values, column.getMaxDefinitionLevel(), texts.get(name), offset, count);
      }
    }
  }

  private void fillKeys(ColumnReader values, int defined, int offset, int count) {
    for (int i = 0; i < count; i++) {
      if (values.getCurrentDefinitionLevel() == defined) {
        keys.set(offset + i, values.getBinary().getBytesUnsafe());
      }
      values.consume();
    }
  }

  private static void fill(ColumnReader values, int defined, double[] to, int offset, int count) {
    for (int i = 0; i < count; i++) {
      if (values.getCurrentDefinitionLevel() == defined) {
        to[offset + i] = values.getDouble();
      }
      values.consume();
    }
  }

  private static void fill(ColumnReader values, int[] to, int offset, int count) {
    for (int i = 0; i < count; i++) {
      to[offset + i] = values.getInteger();
      values.consume();
    }
  }

  private static void fill(ColumnReader values, int defined, String[] to, int offset, int count) {
    Map<Binary, String> seen = new HashMap<>();
    for (int i = 0; i < count; i++) {
      if (values.getCurrentDefinitionLevel() == defined) {
        to[offset + i] = seen.computeIfAbsent(values.getBinary(), Binary::toStringUsingUTF8);
      }
      values.consume();
    }
  }

  private void fillDecisions(ColumnReadStore store, MessageType type, int offset, int count) {
    ColumnDescriptor column = type.getColumnDescription(path("key"));
    ColumnReader names = store.getColumnReader(column);
    ColumnReader values = store.getColumnReader(type.getColumnDescription(path("value")));
    Map<Binary, String[]> wanted = new HashMap<>();
    decisions.forEach((name, to) -> wanted.put(Binary.fromString(name), to));
    Map<Binary, String> seen = new HashMap<>();
    for (int row = offset; row < offset + count; row++) {
      do {
        if (names.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel()) {
          String[] to = wanted.get(names.getBinary());
          if (to == null) {
            values.skip();
          } else {
            to[row] = seen.computeIfAbsent(values.getBinary(), Binary::toStringUsingUTF8);
          }
        }
        names.consume();
        values.consume();
      } while (names.getCurrentRepetitionLevel() > 0);
    }
  }

  private static String[] path(String leaf) {
    return new String[] {DECISIONS, "key_value", leaf};
  }
}
