package io.quarry.data;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.Optional;

/**
 * An embedded, procedural task: grey drawings of a few strokes under random affine maps, with
 * jittered corners, stray strokes and noise. Every split is drawn from a child seed of its own, so
 * a split's size changes no other split; image i of a split is of class i modulo the classes.
 *
 * <p>The classes come in pairs that differ by a detail or by handedness: don't mirror them. About
 * 0.1 ms an image on one core.
 *
 * @param classes how many of the 16 templates are used, the first ones; 2 to 16
 * @param size height and width in pixels, 8 to 256
 * @param rotationDegrees largest rotation either way, 0 to 180
 * @param scaleSpread largest relative change of the glyph's width and, by itself, height; [0, 0.9]
 * @param shear largest horizontal shift per unit of height, either way; [0, 2]
 * @param shift largest translation in each direction, in sides of the image; [0, 0.5]
 * @param wobble largest move of each corner, in halves of the glyph's side; [0, 1]
 * @param noise standard deviation added to each pixel, in units of full intensity; [0, 1]
 * @param distractors largest number of stray strokes; 0 to this many are drawn, 0 to 20
 */
public record Glyphs(
    int classes,
    int size,
    double rotationDegrees,
    double scaleSpread,
    double shear,
    double shift,
    double wobble,
    double noise,
    int distractors)
    implements DataSource {

  public Glyphs {
    require("classes", classes, 2, GlyphShape.ALL.size());
    require("size", size, 8, 256);
    require("rotation-degrees", rotationDegrees, 0, 180);
    require("scale-spread", scaleSpread, 0, 0.9);
    require("shear", shear, 0, 2);
    require("shift", shift, 0, 0.5);
    require("wobble", wobble, 0, 1);
    require("noise", noise, 0, 1);
    require("distractors", distractors, 0, 20);
  }

  /**
   * The default task: 12 classes of 20×20 pixels, hard enough to keep small and large networks
   * apart.
   */
  public static Glyphs standard() {
    return new Glyphs(12, 20, 25, 0.25, 0.3, 0.1, 0.1, 0.15, 3);
  }

  @Override
  public Task load(SplitSizes sizes, Seeds seeds) {
    sizes.requirePositive();
    Images train = draw(sizes.train(), "train", seeds);
    return new Task(
        kind(),
        classes,
        Task.Normalization.of(train),
        train,
        draw(sizes.calibration(), "calibration", seeds),
        draw(sizes.validation(), "validation", seeds),
        draw(sizes.test(), "test", seeds));
  }

  @Override
  public DataSource at(String path) {
    throw new InputException(
        "Glyphs are drawn, not read: there is nothing to look for in %s".formatted(path),
        "a configuration file (*.conf) or a run's directory is meant.");
  }

  @Override
  public Optional<String> location() {
    return Optional.empty();
  }

  @Override
  public String kind() {
    return "glyphs";
  }

  private Images draw(int count, String split, Seeds seeds) {
    Shape shape = new Shape(size, size, 1);
    byte[] pixels = Splits.allocate(count, shape, "glyphs, split " + split);
    byte[] labels = new byte[count];
    GlyphPainter painter = new GlyphPainter(this, seeds.child("glyphs", split).generator());
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % classes);
      painter.paint(GlyphShape.ALL.get(labels[i]), pixels, i * shape.elements());
    }
    return new Images(shape, pixels, labels);
  }

  private static void require(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InputException(
          "glyphs: %s is %d, outside [%d, %d]".formatted(key, value, least, most));
    }
  }

  private static void require(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new InputException(
          "glyphs: %s is %s, outside [%s, %s]".formatted(key, value, least, most));
    }
  }
}
