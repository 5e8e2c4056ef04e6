package io.quarry.data;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Stratified, seeded draws of the four splits from labelled images. */
final class Splits {
  private Splits() {}

  /**
   * The task of a source whose training part and test part are in memory.
   *
   * @param where names the source in errors
   */
  static Task task(
      String name,
      int classes,
      Images training,
      Images test,
      SplitSizes sizes,
      Seeds seeds,
      String where) {
    sizes.requirePositive();
    requireAvailable(sizes.fromTrainingPart(), training.count(), trainingSizes(sizes), where);
    requireAvailable(sizes.test(), test.count(), "test %d".formatted(sizes.test()), where);
    int[] order = stratifiedOrder(training.labels(), classes, seeds.child("split", "training"));
    int[] testOrder = stratifiedOrder(test.labels(), classes, seeds.child("split", "test"));
    int validationFrom = sizes.calibration();
    int trainFrom = validationFrom + sizes.validation();
    Images train = select(training, order, trainFrom, sizes.train());
    return new Task(
        name,
        classes,
        Task.Normalization.of(train),
        train,
        select(training, order, 0, sizes.calibration()),
        select(training, order, validationFrom, sizes.validation()),
        select(test, testOrder, 0, sizes.test()));
  }

  /** Asks whether a part of a source holds as many images as the splits take from it. */
  static void requireAvailable(long wanted, int available, String asked, String where) {
    if (wanted > available) {
      throw new InputException(
          "%s: the splits ask for %d images (%s) of the %d that are there"
              .formatted(where, wanted, asked, available),
          "make the splits smaller.");
    }
  }

  static String trainingSizes(SplitSizes sizes) {
    return "train %d, calibration %d, validation %d"
        .formatted(sizes.train(), sizes.calibration(), sizes.validation());
  }

  /**
   * All images in an order of which every range is stratified by class, as nearly as whole images
   * allow: the n-th of a class of c images stands at (n + ½) / c of the way.
   *
   * @return a permutation of the images' indices, decided by the labels and the seed
   */
  static int[] stratifiedOrder(byte[] labels, int classes, Seeds seeds) {
    int[][] members = membersByClass(labels, classes, seeds);
    int[] order = new int[labels.length];
    int[] taken = new int[classes];
    int[] turns = shuffled(classes, seeds.child("turns").generator());
    for (int i = 0; i < order.length; i++) {
      int next = -1;
      for (int k : turns) {
        if (taken[k] < members[k].length
            && (next < 0 || isEarlier(taken[k], members[k], taken[next], members[next]))) {
          next = k;
        }
      }
      order[i] = members[next][taken[next]++];
    }
    return order;
  }

  private static boolean isEarlier(int taken, int[] members, int otherTaken, int[] others) {
    return (2L * taken + 1) * others.length < (2L * otherTaken + 1) * members.length;
  }

  private static int[][] membersByClass(byte[] labels, int classes, Seeds seeds) {
    int[] counts = new int[classes];
    for (byte label : labels) {
      counts[label]++;
    }
    int[][] members = new int[classes][];
    for (int k = 0; k < classes; k++) {
      members[k] = new int[counts[k]];
    }
    for (int i = labels.length - 1; i >= 0; i--) {
      members[labels[i]][--counts[labels[i]]] = i;
    }
    for (int k = 0; k < classes; k++) {
      shuffle(members[k], seeds.child("class", k).generator());
    }
    return members;
  }

  /** The numbers below {@code count} in a random order. */
  static int[] shuffled(int count, RandomGenerator random) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i);
    shuffle(numbers, random);
    return numbers;
  }

  private static void shuffle(int[] numbers, RandomGenerator random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = kept;
    }
  }

  private static Images select(Images images, int[] order, int from, int count) {
    int bytes = images.shape().elements();
    byte[] pixels = new byte[Math.multiplyExact(count, bytes)];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(images.pixels(), order[from + i] * bytes, pixels, i * bytes, bytes);
      labels[i] = images.labels()[order[from + i]];
    }
    return new Images(images.shape(), pixels, labels);
  }

  /**
   * Room for the pixels of images.
   *
   * @throws InputException when they exceed 2 GiB, the most that one split or part may have
   */
  static byte[] allocate(int count, Shape shape, String where) {
    requireRoom(count, shape, where);
    return new byte[count * shape.elements()];
  }

  /** Refuses images whose pixels exceed what an array can hold. */
  static void requireRoom(int count, Shape shape, String where) {
    if ((long) count * shape.elements() > Integer.MAX_VALUE - 8) {
      throw new InputException(
          "%s: %d images of %dx%dx%d are more than 2 GiB"
              .formatted(where, count, shape.height(), shape.width(), shape.channels()),
          "take fewer or smaller images.");
    }
  }

  /** Refuses a part in which one of the classes has no image. */
  static void requireEveryClass(byte[] labels, int classes, String where) {
    boolean[] seen = new boolean[classes];
    for (byte label : labels) {
      seen[label] = true;
    }
    List<Integer> empty = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      if (!seen[k]) {
        empty.add(k);
      }
    }
    if (!empty.isEmpty()) {
      throw new InputException(
          "%s: no image of class %s, though classes go from 0 to %d"
              .formatted(where, Collections.unmodifiableList(empty), classes - 1));
    }
  }
}
