package io.quarry.seed;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A seed from which others are derived by purpose. What one consumer draws never shifts what
 * another gets, so results depend on no thread, partition, retry or order.
 *
 * @param value the seed itself
 */
public record Seeds(long value) implements Serializable {

  /**
   * The seed for a purpose: the first 8 bytes of SHA-256 over this seed and the parts.
   *
   * @param purpose what it is for: {@code "train"}, {@code "evolve"}
   * @param parts what tells it from others of that purpose: a generation, a candidate's key
   */
  public Seeds child(String purpose, Object... parts) {
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    update(digest, purpose);
    for (Object part : parts) {
      update(digest, String.valueOf(part));
    }
    return new Seeds(ByteBuffer.wrap(digest.digest()).getLong());
  }

  /** A generator of its own, started from this seed. Not thread-safe. */
  public RandomGenerator generator() {
    return new SplittableRandom(value);
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
