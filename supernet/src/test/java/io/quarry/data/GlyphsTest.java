package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GlyphsTest extends DataSourceContract {
  private static final SplitSizes SIZES = new SplitSizes(32, 16, 16, 16);

  @Override
  DataSource write(Path directory) {
    return Glyphs.standard();
  }

  @Override
  int classes() {
    return 12;
  }

  @Test
  void standardIsTwelveClassesOfTwentyPixels() {
    Task task = Glyphs.standard().load(SIZES, new Seeds(1));

    assertThat(task.name()).isEqualTo("glyphs");
    assertThat(task.classes()).isEqualTo(12);
    assertThat(task.shape()).isEqualTo(new Shape(20, 20, 1));
  }

  @Test
  void aSeedGivesTheSameBytesOnEveryMachine() {
    Task task = Glyphs.standard().load(SIZES, new Seeds(1));

    assertThat(task.evaluationHash())
        .isEqualTo("7d93d054810f12ae5931ac961651f19a782e977abd1fee4526506b599afde17d");
  }

  @Test
  void withoutAnyRandomChangeEveryClassHasAShapeOfItsOwn() {
    Task task = plain(0).load(SIZES, new Seeds(1));

    Set<String> shapes = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      StringBuilder drawn = new StringBuilder();
      int darkest = darkest(task.train(), i);
      for (int p = 0; p < task.shape().elements(); p++) {
        drawn.append(task.train().pixel(i, p) > darkest ? '#' : '.');
      }
      assertThat(drawn.chars().filter(c -> c == '#').count()).isBetween(40L, 300L);
      shapes.add(drawn.toString());
    }
    assertThat(shapes).hasSize(16);
  }

  @Test
  void noiseHasTheDeviationThatWasAskedFor() {
    Task clean = plain(0).load(SIZES, new Seeds(1));
    Task noisy = plain(0.02).load(SIZES, new Seeds(1));

    double squares = 0;
    int counted = 0;
    for (int p = 0; p < clean.shape().elements(); p++) {
      int value = clean.train().pixel(0, p);
      if (value > 25 && value < 230) {
        squares += Math.pow((noisy.train().pixel(0, p) - value) / 255.0, 2);
        counted++;
      }
    }
    assertThat(counted).isGreaterThan(100);
    assertThat(Math.sqrt(squares / counted)).isBetween(0.017, 0.023);
  }

  @Test
  void settingsOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> new Glyphs(17, 20, 0, 0, 0, 0, 0, 0, 0))
        .isInstanceOf(InputException.class)
        .hasMessage("glyphs: classes is 17, outside [2, 16]");
    assertThatThrownBy(() -> new Glyphs(10, 20, 0, 0, 0, 0, 0, Double.NaN, 0))
        .isInstanceOf(InputException.class)
        .hasMessage("glyphs: noise is NaN, outside [0.0, 1.0]");
  }

  private static Glyphs plain(double noise) {
    return new Glyphs(16, 32, 0, 0, 0, 0, 0, noise, 0);
  }

  private static int darkest(Images images, int image) {
    int darkest = 255;
    for (int p = 0; p < images.shape().elements(); p++) {
      darkest = Math.min(darkest, images.pixel(image, p));
    }
    return darkest;
  }
}
