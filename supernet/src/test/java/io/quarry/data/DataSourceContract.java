package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every source promises. Each image of a source under test is unlike all others, and it has at
 * least 9 images a class: 4 for train, 1 for calibration, 2 for validation, 2 for test.
 */
abstract class DataSourceContract {
  private static final Seeds SEEDS = new Seeds(42);

  @TempDir Path directory;
  private DataSource source;

  /** A source, whose files, if it has any, are written into {@code directory}. */
  abstract DataSource write(Path directory) throws IOException;

  abstract int classes();

  @BeforeEach
  void writeSource() throws IOException {
    source = write(directory);
  }

  @Test
  void splitsHaveTheSizesThatWereAskedFor() {
    Task task = source.load(sizes(), SEEDS);

    assertThat(task.classes()).isEqualTo(classes());
    assertThat(splits(task).map(Images::count))
        .containsExactly(4 * classes(), classes(), 2 * classes(), 2 * classes());
    assertThat(splits(task).map(Images::shape)).containsOnly(task.shape());
  }

  @Test
  void splitsAreStratifiedByClass() {
    Task task = source.load(sizes(), SEEDS);

    List<Integer> shares = List.of(4, 1, 2, 2);
    List<Images> splits = splits(task).toList();
    for (int split = 0; split < shares.size(); split++) {
      int[] counts = new int[classes()];
      for (byte label : splits.get(split).labels()) {
        counts[label]++;
      }
      assertThat(counts).containsOnly(shares.get(split));
    }
  }

  @Test
  void noImageStandsInTwoSplits() {
    Task task = source.load(sizes(), SEEDS);

    Set<List<Integer>> seen = new HashSet<>();
    splits(task).forEach(images -> images(images).forEach(i -> assertThat(seen.add(i)).isTrue()));
    assertThat(seen).hasSize(9 * classes());
  }

  @Test
  void aSeedAlwaysGivesTheSameSplits() {
    Task one = source.load(sizes(), SEEDS);
    Task two = source.load(sizes(), new Seeds(42));

    assertThat(hashes(one)).isEqualTo(hashes(two)).doesNotHaveDuplicates();
    assertThat(one.normalization()).isEqualTo(two.normalization());
  }

  @Test
  void anotherSeedGivesOtherSplits() {
    Task one = source.load(sizes(), SEEDS);
    Task two = source.load(sizes(), new Seeds(43));

    assertThat(hashes(one)).doesNotContainAnyElementsOf(hashes(two));
  }

  @Test
  void theTrainSplitsSizeChangesNoOtherSplit() {
    SplitSizes all = sizes();
    Task one = source.load(all, SEEDS);
    Task two =
        source.load(
            new SplitSizes(classes(), all.calibration(), all.validation(), all.test()), SEEDS);

    assertThat(two.evaluationHash()).isEqualTo(one.evaluationHash());
    assertThat(two.testHash()).isEqualTo(one.testHash());
    assertThat(two.trainingHash()).isNotEqualTo(one.trainingHash());
  }

  @Test
  void emptySplitsAreRefused() {
    assertThatThrownBy(() -> source.load(new SplitSizes(classes(), 0, 5, 5), SEEDS))
        .isInstanceOf(InputException.class)
        .hasMessage("Split calibration gets 0 images, and needs at least one");
  }

  @Test
  void travelsByJavaSerialization() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(source);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(source);
    }
  }

  final SplitSizes sizes() {
    return new SplitSizes(4 * classes(), classes(), 2 * classes(), 2 * classes());
  }

  private static Stream<Images> splits(Task task) {
    return Stream.of(task.train(), task.calibration(), task.validation(), task.test());
  }

  private static List<String> hashes(Task task) {
    return List.of(task.trainingHash(), task.evaluationHash(), task.testHash());
  }

  private static Stream<List<Integer>> images(Images images) {
    int elements = images.shape().elements();
    return Stream.iterate(0, i -> i < images.count(), i -> i + 1)
        .map(
            i -> {
              Integer[] pixels = new Integer[elements];
              Arrays.setAll(pixels, e -> images.pixel(i, e));
              return List.of(pixels);
            });
  }
}
