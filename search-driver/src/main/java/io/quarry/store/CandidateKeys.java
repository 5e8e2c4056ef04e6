package io.quarry.store;

/**
 * The keys of many candidates, by their first 128 of 256 bits, which no two candidates of a store
 * will ever share. Not thread-safe while it is filled.
 */
final class CandidateKeys {
  private static final int DIGITS = 64;

  /** Of the digits of a key, those that fill a word. */
  private static final int WORD = 16;

  private final long[] high;
  private final long[] low;

  CandidateKeys(int rows) {
    this.high = new long[rows];
    this.low = new long[rows];
  }

  /**
   * Sets the key of a row.
   *
   * @param text hexadecimal digits in ASCII
   * @throws IllegalArgumentException when it is no key
   */
  void set(int row, byte[] text) {
    if (text.length != DIGITS) {
      throw new IllegalArgumentException("a key of %d digits".formatted(text.length));
    }
    high[row] = word(text, 0);
    low[row] = word(text, WORD);
  }

  private static long word(byte[] text, int from) {
    long word = 0;
    for (int i = from; i < from + WORD; i++) {
      int digit = Character.digit(text[i], 16);
      if (digit < 0) {
        throw new IllegalArgumentException("a key with another character than digits");
      }
      word = word << 4 | digit;
    }
    return word;
  }

  /** Takes over the keys of another, from a row on. */
  void copy(CandidateKeys from, int row) {
    System.arraycopy(from.high, 0, high, row, from.high.length);
    System.arraycopy(from.low, 0, low, row, from.low.length);
  }

  int rows() {
    return high.length;
  }

  boolean areEqual(int row, CandidateKeys other, int otherRow) {
    return high[row] == other.high[otherRow] && low[row] == other.low[otherRow];
  }

  /** Finds rows by their keys. */
  final class Index {
    /** Row + 1 by the key's lowest bits, or the first free place after it. */
    private final int[] places;

    Index() {
      places = new int[Integer.highestOneBit(Math.max(1, rows())) << 2];
    }

    /** The row that was put under the same key; −1 when there was none. */
    int of(CandidateKeys keys, int row) {
      return places[place(keys, row)] - 1;
    }

    /** Puts a row under its key, in place of another one. */
    void put(int row) {
      places[place(CandidateKeys.this, row)] = row + 1;
    }

    private int place(CandidateKeys keys, int row) {
      int place = (int) keys.low[row] & (places.length - 1);
      while (places[place] != 0 && !areEqual(places[place] - 1, keys, row)) {
        place = (place + 1) & (places.length - 1);
      }
      return place;
    }
  }
}
