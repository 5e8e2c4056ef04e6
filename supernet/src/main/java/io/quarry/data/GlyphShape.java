package io.quarry.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The templates of the glyphs: each class a few polylines in [-1, 1]², y downwards. They come in
 * confusable pairs that differ by a detail (a gap, a corner, a rung) or by their handedness, so a
 * network has to see small things wherever they are.
 *
 * @param name for people
 * @param strokes polylines of at least two points each
 */
record GlyphShape(String name, List<List<Point>> strokes) {
  private static final int DEGREES_PER_SEGMENT = 30;

  /** All templates; a task of n classes uses the first n. */
  static final List<GlyphShape> ALL =
      List.of(
          new GlyphShape("ring", List.of(arc(0, 0, 0.85, 0, 360))),
          new GlyphShape("open ring", List.of(arc(0, 0, 0.85, -20, 290))),
          new GlyphShape("zigzag", List.of(line(-0.8, -0.8, 0.8, -0.8, -0.8, 0.8, 0.8, 0.8))),
          new GlyphShape(
              "mirrored zigzag", List.of(line(0.8, -0.8, -0.8, -0.8, 0.8, 0.8, -0.8, 0.8))),
          new GlyphShape("triangle", List.of(line(0, -0.9, 0.85, 0.75, -0.85, 0.75, 0, -0.9))),
          new GlyphShape(
              "open triangle", List.of(line(0.4, -0.1, 0.85, 0.75, -0.85, 0.75, 0, -0.9))),
          new GlyphShape(
              "ladder of two",
              List.of(
                  line(-0.6, -0.9, -0.6, 0.9),
                  line(0.6, -0.9, 0.6, 0.9),
                  line(-0.6, -0.4, 0.6, -0.4),
                  line(-0.6, 0.4, 0.6, 0.4))),
          new GlyphShape(
              "ladder of one",
              List.of(
                  line(-0.6, -0.9, -0.6, 0.9),
                  line(0.6, -0.9, 0.6, 0.9),
                  line(-0.6, 0.0, 0.6, 0.0))),
          new GlyphShape("cross", List.of(line(0, -0.9, 0, 0.9), line(-0.9, 0, 0.9, 0))),
          new GlyphShape(
              "shifted cross", List.of(line(-0.35, -0.9, -0.35, 0.9), line(-0.9, 0, 0.9, 0))),
          new GlyphShape(
              "hook", List.of(line(-0.3, -0.9, -0.3, 0.2), arc(0.15, 0.25, 0.45, 180, 0))),
          new GlyphShape(
              "mirrored hook", List.of(line(0.3, -0.9, 0.3, 0.2), arc(-0.15, 0.25, 0.45, 0, 180))),
          new GlyphShape(
              "arrow", List.of(line(-0.9, 0, 0.9, 0), line(0.35, -0.5, 0.9, 0, 0.35, 0.5))),
          new GlyphShape(
              "double arrow",
              List.of(
                  line(-0.9, 0, 0.9, 0),
                  line(0.35, -0.5, 0.9, 0, 0.35, 0.5),
                  line(-0.35, -0.5, -0.9, 0, -0.35, 0.5))),
          new GlyphShape(
              "square",
              List.of(line(-0.75, -0.75, 0.75, -0.75, 0.75, 0.75, -0.75, 0.75, -0.75, -0.75))),
          new GlyphShape(
              "pentagon",
              List.of(line(0, -0.9, 0.85, -0.25, 0.55, 0.8, -0.55, 0.8, -0.85, -0.25, 0, -0.9))));

  GlyphShape {
    strokes = List.copyOf(strokes);
  }

  /** A point of the template's plane. */
  record Point(double x, double y) {}

  private static List<Point> line(double... coordinates) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < coordinates.length; i += 2) {
      points.add(new Point(coordinates[i], coordinates[i + 1]));
    }
    return Collections.unmodifiableList(points);
  }

  /** From one angle to another, in degrees from the x axis towards the y axis. */
  private static List<Point> arc(double x, double y, double radius, int from, int to) {
    int segments = Math.max(1, Math.abs(to - from) / DEGREES_PER_SEGMENT);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= segments; i++) {
      double angle = StrictMath.toRadians(from + (double) (to - from) * i / segments);
      points.add(new Point(x + radius * StrictMath.cos(angle), y + radius * StrictMath.sin(angle)));
    }
    return Collections.unmodifiableList(points);
  }
}
