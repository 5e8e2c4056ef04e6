package io.quarry.data;

import io.quarry.arch.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What identifies images: SHA-256 over their classes, shapes, labels and pixels. */
final class DataHash {
  private DataHash() {}

  static String of(int classes, List<Images> splits) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(classes).array());
      for (Images images : splits) {
        Shape shape = images.shape();
        ByteBuffer header = ByteBuffer.allocate(4 * Integer.BYTES);
        header.putInt(images.count()).putInt(shape.height()).putInt(shape.width());
        digest.update(header.putInt(shape.channels()).array());
        digest.update(images.labels());
        digest.update(images.pixels());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
