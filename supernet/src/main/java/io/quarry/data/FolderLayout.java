package io.quarry.data;

import io.quarry.problem.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an image folder holds, from the names of its files alone. Names that begin with a dot, and
 * the {@code __MACOSX} of some archives, are passed over; so are files of other types.
 *
 * @param classes their names in order; a class's number is its index here
 * @param training the images that train, calibration and validation are drawn from
 * @param test the images that test is drawn from; empty when it is drawn from {@code training} too
 */
record FolderLayout(List<String> classes, List<Item> training, List<Item> test) {
  private static final String TRAIN = "train";
  private static final String TEST = "test";
  private static final int MAX_CLASSES = 128;

  FolderLayout {
    classes = List.copyOf(classes);
    training = List.copyOf(training);
    test = List.copyOf(test);
  }

  /** One image file and its class. */
  record Item(String path, byte label) {}

  /**
   * Reads the layout off the paths.
   *
   * @param where names the folder in errors
   */
  static FolderLayout of(List<String> paths, String where) {
    List<List<String>> names =
        paths.stream().map(FolderLayout::split).filter(FolderLayout::isVisible).toList();
    if (names.stream().noneMatch(FolderLayout::isOfParts)) {
      SortedMap<String, List<String>> classes = classes(names, List.of());
      requireClasses(classes, where);
      return new FolderLayout(List.copyOf(classes.keySet()), items(classes), List.of());
    }
    SortedMap<String, List<String>> training = classes(names, List.of(TRAIN));
    SortedMap<String, List<String>> test = classes(names, List.of(TEST));
    requireClasses(training, where + ", " + TRAIN);
    requireClasses(test, where + ", " + TEST);
    requireSame(training.keySet(), test.keySet(), where);
    return new FolderLayout(List.copyOf(training.keySet()), items(training), items(test));
  }

  /** The names of a path; a directory's last name is empty. */
  private static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }

  private static boolean isVisible(List<String> names) {
    return names.stream().noneMatch(name -> name.startsWith(".") || name.equals("__MACOSX"));
  }

  /** Whether there is a class directory, and not merely an image, in a directory train or test. */
  private static boolean isOfParts(List<String> names) {
    return names.size() > 2 && (names.get(0).equals(TRAIN) || names.get(0).equals(TEST));
  }

  /** The class directories directly below {@code prefix}, each with the paths of its images. */
  private static SortedMap<String, List<String>> classes(
      List<List<String>> all, List<String> prefix) {
    SortedMap<String, List<String>> classes = new TreeMap<>();
    int depth = prefix.size();
    for (List<String> names : all) {
      if (names.size() > depth + 1 && names.subList(0, depth).equals(prefix)) {
        List<String> images = classes.computeIfAbsent(names.get(depth), k -> new ArrayList<>());
        if (names.size() == depth + 2 && isImage(names.get(depth + 1))) {
          images.add(String.join("/", names));
        }
      }
    }
    return classes;
  }

  private static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
  }

  private static List<Item> items(SortedMap<String, List<String>> classes) {
    List<Item> items = new ArrayList<>();
    byte label = 0;
    for (List<String> paths : classes.values()) {
      for (String path : paths) {
        items.add(new Item(path, label));
      }
      label++;
    }
    return items;
  }

  private static void requireClasses(SortedMap<String, List<String>> classes, String where) {
    if (classes.isEmpty()) {
      throw new InputException(
          "%s: there are no class directories".formatted(where),
          "the images should lie in train/<class>/ and test/<class>/, or in <class>/.");
    }
    for (Map.Entry<String, List<String>> entry : classes.entrySet()) {
      if (entry.getValue().isEmpty()) {
        throw new InputException(
            "%s: the class directory %s holds no JPEG or PNG image"
                .formatted(where, entry.getKey()),
            "remove it, or its images lie too deep or have other endings.");
      }
    }
    if (classes.size() == 1 || classes.size() > MAX_CLASSES) {
      throw new InputException(
          "%s: the number of class directories is %d, outside [2, %d]"
              .formatted(where, classes.size(), MAX_CLASSES));
    }
  }

  private static void requireSame(Set<String> training, Set<String> test, String where) {
    if (!training.equals(test)) {
      Set<String> onlyTraining = new TreeSet<>(training);
      onlyTraining.removeAll(test);
      Set<String> onlyTest = new TreeSet<>(test);
      onlyTest.removeAll(training);
      throw new InputException(
          "%s: train and test have different classes: only train has %s, only test has %s"
              .formatted(where, onlyTraining, onlyTest));
    }
  }
}
