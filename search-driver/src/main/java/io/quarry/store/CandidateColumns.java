package io.quarry.store;

import io.quarry.space.Candidate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;

/** The columns in which each table holds its candidates: the key, and the decisions as a map. */
final class CandidateColumns {
  static final String TYPES =
      """
        required binary key (STRING);
        required group decisions (MAP) {
          repeated group key_value {
            required binary key (STRING);
            required binary value (STRING);
          }
        }
      """;

  private CandidateColumns() {}

  static void add(Group row, Candidate candidate) {
    row.add("key", candidate.key());
    Group decisions = row.addGroup("decisions");
    candidate
        .values()
        .forEach(
            (name, value) ->
                decisions.addGroup("key_value").append("key", name).append("value", value));
  }

  /**
   * The candidate of a row.
   *
   * @throws IllegalArgumentException when the key is not that of the decisions
   */
  static Candidate read(Group row) {
    TreeMap<String, String> values = new TreeMap<>();
    Group decisions = row.getGroup("decisions", 0);
    for (int i = 0; i < decisions.getFieldRepetitionCount("key_value"); i++) {
      Group pair = decisions.getGroup("key_value", i);
      values.put(pair.getString("key", 0), pair.getString("value", 0));
    }
    Candidate candidate = new Candidate(values);
    if (!candidate.key().equals(row.getString("key", 0))) {
      throw new IllegalArgumentException(
          "key %s is not that of %s".formatted(row.getString("key", 0), candidate.text()));
    }
    return candidate;
  }

  /**
   * The candidates of some rows of a table of outcomes, by the texts of their architectures and
   * policies: of other rows nothing is decoded.
   *
   * @param rows ascending
   */
  static List<Candidate> readTexts(ParquetFileReader reader, int[] rows) throws IOException {
    MessageType type = reader.getFileMetaData().getSchema();
    MessageType projection =
        new MessageType(type.getName(), type.getType("architecture"), type.getType("policy"));
    reader.setRequestedSchema(projection);
    List<Map<String, String>> found = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      found.add(new TreeMap<>());
    }
    int first = 0;
    for (PageReadStore pages = reader.readNextRowGroup();
        pages != null;
        pages = reader.readNextRowGroup()) {
      ColumnReadStore store =
          new ColumnReadStoreImpl(
              pages,
              new GroupRecordConverter(projection).getRootConverter(),
              projection,
              reader.getFileMetaData().getCreatedBy());
      for (ColumnDescriptor column : projection.getColumns()) {
        read(store.getColumnReader(column), rows, first, (int) pages.getRowCount(), found);
      }
      first += (int) pages.getRowCount();
    }
    return found.stream().map(Candidate::of).toList();
  }

  private static void read(
      ColumnReader texts, int[] rows, int first, int count, List<Map<String, String>> to) {
    int next = 0;
    for (int row = first; row < first + count; row++) {
      while (next < rows.length && rows[next] < row) {
        next++;
      }
      if (next < rows.length && rows[next] == row) {
        put(texts.getBinary().toStringUsingUTF8(), to.get(next));
      } else {
        texts.skip();
      }
      texts.consume();
    }
  }

  /** Takes apart what {@link Candidate#text} joined. */
  private static void put(String text, Map<String, String> values) {
    for (String pair : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
  }
}
