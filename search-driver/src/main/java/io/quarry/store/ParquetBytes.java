package io.quarry.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopCodecs;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/** Parquet files in memory: a batch of outcomes is small, and so any file system can take it. */
final class ParquetBytes {

  /** Reading the defaults from the class path takes longer than writing a small file. */
  private static final Configuration SETTINGS = new Configuration(false);

  private ParquetBytes() {}

  /** What a file holds: its own key-value pairs, and its rows. */
  record Table(Map<String, String> metadata, List<Group> rows) {}

  static byte[] write(MessageType type, Map<String, String> metadata, List<Group> rows) {
    Sink sink = new Sink();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(sink)
            .withConf(SETTINGS)
            .withType(type)
            .withExtraMetaData(metadata)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    }
    return sink.bytes.toByteArray();
  }

  /** What is to be read of an open file. */
  interface Reading<T> {
    T read(ParquetFileReader reader) throws IOException, UnreadableFileException;
  }

  /** Reads all of a file, as {@link #open} does. */
  static Table read(byte[] file) throws UnreadableFileException {
    return open(
        file,
        reader -> {
          MessageType type = reader.getFileMetaData().getSchema();
          MessageColumnIO columns = new ColumnIOFactory().getColumnIO(type);
          List<Group> rows = new ArrayList<>();
          for (PageReadStore pages = reader.readNextRowGroup();
              pages != null;
              pages = reader.readNextRowGroup()) {
            RecordReader<Group> records =
                columns.getRecordReader(pages, new GroupRecordConverter(type));
            for (long i = 0; i < pages.getRowCount(); i++) {
              rows.add(records.read());
            }
          }
          return new Table(reader.getFileMetaData().getKeyValueMetaData(), rows);
        });
  }

  /**
   * Reads a file. Its pages are held against their checksums, and no more memory is taken than a
   * file of so many bytes can ask for.
   */
  static <T> T open(byte[] file, Reading<T> reading) throws UnreadableFileException {
    ParquetReadOptions options =
        ParquetReadOptions.builder()
            .usePageChecksumVerification()
            .withCodecFactory(new BoundedCodecs(HadoopCodecs.newFactory(SETTINGS, 0)))
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(new Source(file), options)) {
      requireInside(reader.getRowGroups(), file.length);
      return reading.read(reader);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Parquet reports damage by many kinds of exceptions, unchecked ones among them, and recurses
      // as deep as a schema claims to be.
      throw new UnreadableFileException("it is torn or not Parquet: " + e.getMessage(), e);
    }
  }

  /** The reader takes memory for what the footer claims before it looks whether that is there. */
  private static void requireInside(List<BlockMetaData> groups, int fileBytes) throws IOException {
    long rows = 0;
    for (BlockMetaData group : groups) {
      rows += group.getRowCount();
      // Each row has a key, which takes more than a byte.
      if (group.getRowCount() < 0 || rows < 0 || rows > fileBytes) {
        throw new IOException("it claims %d rows in %d bytes".formatted(rows, fileBytes));
      }
      for (ColumnChunkMetaData column : group.getColumns()) {
        long start = column.getStartingPos();
        long bytes = column.getTotalSize();
        if (start < 0 || bytes < 0 || start > fileBytes || bytes > fileBytes - start) {
          throw new IOException(
              "it claims %d bytes from %d for %s in %d bytes"
                  .formatted(bytes, start, column.getPath(), fileBytes));
        }
      }
    }
  }

  private static final class Sink implements OutputFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new DelegatingPositionOutputStream(bytes) {
        @Override
        public long getPos() {
          return bytes.size();
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      bytes.reset();
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  private static final class Source implements InputFile {
    private final byte[] bytes;

    Source(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      ByteArrayInputStream in = new ByteArrayInputStream(bytes);
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() {
          return (long) bytes.length - in.available();
        }

        @Override
        public void seek(long position) throws IOException {
          in.reset();
          in.skipNBytes(position);
        }
      };
    }
  }
}
