package io.quarry.problem;

import java.util.Collection;
import java.util.Comparator;

/** The known name that a misspelt one comes nearest to, for advice. */
public final class Nearest {
  private Nearest() {}

  /**
   * The name with the least edit distance (Levenshtein 1966); of equally near ones the first.
   *
   * @param name what was written
   * @param known at least one
   */
  public static String of(String name, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(one -> distance(one, name))).orElseThrow();
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
