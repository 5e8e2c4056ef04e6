package io.quarry.replay;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;

/** Aligned columns for a terminal. */
final class TextTable {
  private TextTable() {}

  /** Rows under a header, all as long as it, right aligned. */
  static String of(List<String> header, List<List<String>> rows) {
    Column[] columns = header.stream().map(TextTable::column).toArray(Column[]::new);
    String[][] cells =
        rows.stream().map(row -> row.toArray(String[]::new)).toArray(String[][]::new);
    return AsciiTable.getTable(AsciiTable.NO_BORDERS, columns, cells);
  }

  private static Column column(String title) {
    return new Column()
        .header(title)
        .headerAlign(HorizontalAlign.RIGHT)
        .dataAlign(HorizontalAlign.RIGHT)
        .maxWidth(Integer.MAX_VALUE);
  }
}
