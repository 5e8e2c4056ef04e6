package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarry.arch.Shape;
import io.quarry.seed.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Reads data sets that are there on some machines only. */
class RealDataIT {
  @Test
  void fashionMnistIsFoundWhereItsPackageInstallsItself() {
    assumeTrue(
        Files.isDirectory(Path.of("/usr/share/datasets/fashion-mnist")),
        "the Debian package dataset-fashion-mnist is not installed");

    Task task = new Idx("").load(new SplitSizes(57_000, 1_000, 2_000, 10_000), new Seeds(1));

    assertThat(task.name()).isEqualTo("fashion-mnist");
    assertThat(task.classes()).isEqualTo(10);
    assertThat(task.shape()).isEqualTo(new Shape(28, 28, 1));
    // Published: mean 0.2860, deviation 0.3530 over the 60,000.
    assertThat(task.normalization().mean().get(0)).isEqualTo(0.286f, within(0.001f));
    assertThat(task.normalization().deviation().get(0)).isEqualTo(0.353f, within(0.001f));
  }

  @Test
  void cifarIsReadFromAnArchiveOfJpegs() {
    Path archive =
        Path.of(System.getProperty("quarry.shared", "../../shared"), "data", "cifar10-jpeg.zip");
    assumeTrue(Files.exists(archive), archive + " is not there");

    Task task =
        new ImageFolder(archive.toString(), 0)
            .load(new SplitSizes(8_000, 500, 1_500, 2_000), new Seeds(1));

    assertThat(task.name()).isEqualTo("cifar10-jpeg");
    assertThat(task.classes()).isEqualTo(10);
    assertThat(task.shape()).isEqualTo(new Shape(32, 32, 3));
    // CIFAR-10's own: 0.491, 0.482, 0.447; the archive holds a fifth of it.
    assertThat(task.normalization().mean().get(0)).isEqualTo(0.491f, within(0.01f));
    assertThat(task.normalization().mean().get(1)).isEqualTo(0.482f, within(0.01f));
    assertThat(task.normalization().mean().get(2)).isEqualTo(0.447f, within(0.01f));
  }
}
