package io.quarry.data;

import io.quarry.data.GlyphShape.Point;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Paints one glyph after another on a canvas of its own. Uses basic arithmetic and {@link
 * StrictMath} alone, so that a seed gives the same bytes on every machine. Not thread-safe.
 */
final class GlyphPainter {
  /** A template's unit in sides of the image: a glyph fills about 70 % of it. */
  private static final double HALF_GLYPH = 0.36;

  private static final double MIN_INK = 0.45;
  private static final double MAX_PAPER = 0.25;

  /** The standard deviation of a sum of four numbers, each uniform on [0, 1). */
  private static final double DEVIATION_OF_FOUR = StrictMath.sqrt(4 / 12.0);

  private final Glyphs glyphs;
  private final RandomGenerator random;
  private final float[] ink;

  GlyphPainter(Glyphs glyphs, RandomGenerator random) {
    this.glyphs = glyphs;
    this.random = random;
    this.ink = new float[glyphs.size() * glyphs.size()];
  }

  /** Paints one image of a shape into {@code pixels} from {@code offset} on, row by row. */
  void paint(GlyphShape shape, byte[] pixels, int offset) {
    Arrays.fill(ink, 0);
    glyph(shape);
    int distractors = random.nextInt(glyphs.distractors() + 1);
    for (int i = 0; i < distractors; i++) {
      distractor();
    }
    develop(pixels, offset);
  }

  private void glyph(GlyphShape shape) {
    double angle = StrictMath.toRadians(around(glyphs.rotationDegrees()));
    double unit = HALF_GLYPH * glyphs.size();
    double scaleX = unit * (1 + around(glyphs.scaleSpread()));
    double scaleY = unit * (1 + around(glyphs.scaleSpread()));
    double shear = around(glyphs.shear());
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double centreX = glyphs.size() * (0.5 + around(glyphs.shift()));
    double centreY = glyphs.size() * (0.5 + around(glyphs.shift()));
    double radius = strokeRadius();
    for (List<Point> stroke : shape.strokes()) {
      double fromX = 0;
      double fromY = 0;
      for (int i = 0; i < stroke.size(); i++) {
        double y = scaleY * (stroke.get(i).y() + around(glyphs.wobble()));
        double x = scaleX * (stroke.get(i).x() + around(glyphs.wobble())) + shear * y;
        double toX = centreX + cos * x - sin * y;
        double toY = centreY + sin * x + cos * y;
        if (i > 0) {
          segment(fromX, fromY, toX, toY, radius);
        }
        fromX = toX;
        fromY = toY;
      }
    }
  }

  /** A short straight stroke anywhere, a fifth to two fifths of the image's side long. */
  private void distractor() {
    double side = glyphs.size();
    double x = side * random.nextDouble();
    double y = side * random.nextDouble();
    double angle = 2 * StrictMath.PI * random.nextDouble();
    double length = side * (0.2 + 0.2 * random.nextDouble());
    double toX = x + length * StrictMath.cos(angle);
    double toY = y + length * StrictMath.sin(angle);
    segment(x, y, toX, toY, strokeRadius());
  }

  /** Half a stroke's width in pixels: 3 to 5 % of the side. */
  private double strokeRadius() {
    return glyphs.size() * (0.03 + 0.02 * random.nextDouble());
  }

  /** Covers the pixels within {@code radius} of a segment, with an edge one pixel soft. */
  private void segment(double x0, double y0, double x1, double y1, double radius) {
    int size = glyphs.size();
    double reach = radius + 0.5;
    int left = Math.max(0, (int) Math.floor(Math.min(x0, x1) - reach));
    int right = Math.min(size - 1, (int) Math.ceil(Math.max(x0, x1) + reach));
    int top = Math.max(0, (int) Math.floor(Math.min(y0, y1) - reach));
    int bottom = Math.min(size - 1, (int) Math.ceil(Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double squaredLength = Math.max(1e-12, dx * dx + dy * dy);
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double along = Math.max(0, Math.min(1, (px * dx + py * dy) / squaredLength));
        double ex = px - along * dx;
        double ey = py - along * dy;
        double coverage = Math.min(1, reach - Math.sqrt(ex * ex + ey * ey));
        int at = row * size + column;
        ink[at] = Math.max(ink[at], (float) coverage);
      }
    }
  }

  /** Paper, ink of one strength, and noise become bytes. */
  private void develop(byte[] pixels, int offset) {
    double paper = MAX_PAPER * random.nextDouble();
    double strength = MIN_INK + (1 - MIN_INK) * random.nextDouble();
    for (int i = 0; i < ink.length; i++) {
      double value = paper + (strength - paper) * ink[i] + glyphs.noise() * bell();
      pixels[offset + i] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
    }
  }

  /** Mean 0, deviation 1 and bell-shaped: the sum of the four quarters of one random long. */
  private double bell() {
    long bits = random.nextLong();
    long sum =
        (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48 & 0xFFFF);
    return (sum / 65535.0 - 2) / DEVIATION_OF_FOUR;
  }

  /** Uniform on [-spread, spread). */
  private double around(double spread) {
    return spread * (2 * random.nextDouble() - 1);
  }
}
