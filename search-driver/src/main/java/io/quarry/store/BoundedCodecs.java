package io.quarry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Codecs that refuse pages which claim to be far larger than any that are written. */
record BoundedCodecs(CompressionCodecFactory codecs) implements CompressionCodecFactory {
  /** Pages are written with a 64th of it. */
  private static final int MOST_PAGE_BYTES = 1 << 26;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return codecs.getCompressor(name);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    BytesInputDecompressor unbounded = codecs.getDecompressor(name);
    return new BytesInputDecompressor() {
      @Override
      public BytesInput decompress(BytesInput bytes, int bytesThen) throws IOException {
        requireSmall(bytesThen);
        return unbounded.decompress(bytes, bytesThen);
      }

      @Override
      public void decompress(ByteBuffer from, int bytes, ByteBuffer to, int bytesThen)
          throws IOException {
        requireSmall(bytesThen);
        unbounded.decompress(from, bytes, to, bytesThen);
      }

      @Override
      public void release() {
        unbounded.release();
      }
    };
  }

  @Override
  public void release() {
    codecs.release();
  }

  private static void requireSmall(int bytes) throws IOException {
    if (bytes < 0 || bytes > MOST_PAGE_BYTES) {
      throw new IOException("a page claims %d bytes".formatted(bytes));
    }
  }
}
