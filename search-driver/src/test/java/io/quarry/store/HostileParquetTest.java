package io.quarry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.seed.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;

class HostileParquetTest {
  private static final OutcomeSchema SCHEMA =
      new OutcomeSchema(
          List.of(Outcomes.ERROR, Outcomes.SIZE), decision -> decision.endsWith("format"));
  private static final List<StoredOutcome> ROWS =
      IntStream.range(0, 50).mapToObj(i -> Outcomes.measured(0, i, i)).toList();
  private static final int MAGIC_BYTES = 4;
  private static final int FOOTER_END_BYTES = 8;

  /** Whatever a byte becomes, the rows are those that were written, or the file is refused. */
  @Test
  void aFlippedBitIsEitherHarmlessOrSeen() {
    byte[] whole = SCHEMA.encode(ROWS);
    RandomGenerator random = new Seeds(1).generator();
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] flipped = whole.clone();
      // Behind the data stand statistics and offsets that no reader of rows looks at.
      flipped[random.nextInt(footerStart(whole))] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(SCHEMA.decode(flipped)).isEqualTo(ROWS);
      } catch (UnreadableFileException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void moreRowsThanTheFileCanHoldAreRefused() throws IOException {
    for (long rows : new long[] {1L << 40, Long.MAX_VALUE, -1}) {
      assertRefused(
          withFooter(footer -> footer.getRow_groups().get(0).setNum_rows(rows)),
          "it claims %d rows in ".formatted(rows));
    }
  }

  @Test
  void columnsOutsideTheFileAreRefusedBeforeMemoryIsTaken() throws IOException {
    for (long bytes : new long[] {1L << 40, Long.MAX_VALUE, -1}) {
      assertRefused(
          withFooter(
              footer ->
                  footer
                      .getRow_groups()
                      .get(0)
                      .getColumns()
                      .get(0)
                      .getMeta_data()
                      .setTotal_compressed_size(bytes)),
          "it claims %d bytes from ".formatted(bytes));
    }
  }

  @Test
  void aSchemaNestedTooDeeplyIsRefused() throws IOException {
    assertRefused(
        withFooter(
            footer -> {
              SchemaElement leaf = footer.getSchema().get(1);
              footer.getSchema().clear();
              for (int depth = 0; depth < 100_000; depth++) {
                footer.addToSchema(new SchemaElement("g").setNum_children(1));
              }
              footer.addToSchema(leaf);
            }),
        "it is torn or not Parquet");
  }

  @Test
  void aPageThatClaimsToBeHugeIsRefusedBeforeMemoryIsTaken() throws Exception {
    MessageType type = MessageTypeParser.parseMessageType("message m { required int32 a; }");
    Group row = new SimpleGroup(type).append("a", 7);
    byte[] whole = ParquetBytes.write(type, Map.of(), List.of(row, row));
    ByteArrayInputStream in =
        new ByteArrayInputStream(whole, MAGIC_BYTES, whole.length - MAGIC_BYTES);
    PageHeader header = Util.readPageHeader(in);
    int page = whole.length - in.available();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(whole, 0, MAGIC_BYTES);
    header.setUncompressed_page_size(Integer.MAX_VALUE);
    Util.writePageHeader(header, file);
    int longer = file.size() - page;
    file.write(whole, page, footerStart(whole) - page);
    FileMetaData footer = footer(whole);
    ColumnMetaData column = footer.getRow_groups().get(0).getColumns().get(0).getMeta_data();
    column.setTotal_compressed_size(column.getTotal_compressed_size() + longer);
    byte[] hostile = file(file, footer);

    assertThat(ParquetBytes.read(whole).rows()).hasSize(2);
    assertThatThrownBy(() -> ParquetBytes.read(hostile))
        .isInstanceOf(UnreadableFileException.class)
        .hasRootCauseMessage("a page claims 2147483647 bytes");
  }

  private static byte[] withFooter(Consumer<FileMetaData> change) throws IOException {
    byte[] whole = SCHEMA.encode(ROWS);
    FileMetaData footer = footer(whole);
    change.accept(footer);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(whole, 0, footerStart(whole));
    return file(file, footer);
  }

  private static byte[] file(ByteArrayOutputStream data, FileMetaData footer) throws IOException {
    int start = data.size();
    Util.writeFileMetaData(footer, data);
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    data.write(length.putInt(data.size() - start).array());
    data.write(new byte[] {'P', 'A', 'R', '1'});
    return data.toByteArray();
  }

  private static FileMetaData footer(byte[] file) throws IOException {
    return Util.readFileMetaData(
        new ByteArrayInputStream(Arrays.copyOfRange(file, footerStart(file), file.length)));
  }

  private static int footerStart(byte[] file) {
    int length =
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - FOOTER_END_BYTES);
    return file.length - FOOTER_END_BYTES - length;
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> SCHEMA.decode(file))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining(message);
  }
}
