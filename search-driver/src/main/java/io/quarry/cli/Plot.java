package io.quarry.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A small picture made of characters: dots or stairs in a frame, with the ends of the axes written
 * beside them.
 *
 * @param title above it
 * @param x what the axis to the right is called
 * @param y what the axis upwards is called
 * @param form of the marks
 */
record Plot(String title, String x, String y, Form form) {
  private static final int ROWS = 10;
  private static final int LEAST_COLUMNS = 20;

  /** Dots of a braille character: its bits by row and column (Unicode, block U+2800). */
  private static final int[][] BRAILLE = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private static final char BLANK = '\u2800';

  /** What a picture is drawn with. */
  enum Form {
    /** A character is eight dots. */
    BRAILLE(2, 4),
    ASCII(1, 1);

    private final int dotsAcross;
    private final int dotsDown;

    Form(int dotsAcross, int dotsDown) {
      this.dotsAcross = dotsAcross;
      this.dotsDown = dotsDown;
    }

    /** What this terminal can show, by the locale. */
    static Form ofTerminal() {
      return of(System.getProperty("native.encoding", ""));
    }

    /** What a terminal of an encoding can show. */
    static Form of(String encoding) {
      return encoding.toUpperCase(Locale.ROOT).startsWith("UTF") ? BRAILLE : ASCII;
    }
  }

  Plot {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(form, "form");
  }

  /** A dot for each point. */
  String points(List<double[]> points, int columns) {
    return draw(points, points, columns);
  }

  /**
   * Stairs: each point's second value holds until the next point's first.
   *
   * @param points ascending in their first value
   */
  String stairs(List<double[]> points, int columns) {
    List<double[]> dots = new ArrayList<>();
    int steps = 2 * Math.max(LEAST_COLUMNS, columns);
    for (int i = 0; i < points.size(); i++) {
      double[] point = points.get(i);
      double end = i + 1 < points.size() ? points.get(i + 1)[0] : point[0];
      double last = points.get(points.size() - 1)[0];
      double step = Math.max((last - points.get(0)[0]) / steps, Double.MIN_NORMAL);
      for (double at = point[0]; at < end; at += step) {
        dots.add(new double[] {at, point[1]});
      }
      dots.add(new double[] {point[0], point[1]});
    }
    return draw(points, dots, columns);
  }

  private String draw(List<double[]> ends, List<double[]> dots, int columns) {
    if (dots.isEmpty()) {
      return title + ": nothing to draw";
    }
    double[] across = range(ends, 0);
    double[] up = range(ends, 1);
    String top = text(up[1]);
    String bottom = text(up[0]);
    int margin = Math.max(top.length(), bottom.length());
    int width = Math.max(LEAST_COLUMNS, columns - margin - 2);
    int[][] cells = cells(dots, across, up, width);
    StringBuilder drawn = new StringBuilder();
    drawn.append(title).append(System.lineSeparator());
    drawn.append(" ".repeat(margin)).append("  ").append(y).append(System.lineSeparator());
    for (int row = 0; row < ROWS; row++) {
      String label = row == 0 ? top : row == ROWS - 1 ? bottom : "";
      drawn.append(" ".repeat(margin - label.length())).append(label).append(" |");
      for (int cell : cells[row]) {
        drawn.append(character(cell));
      }
      drawn.append(System.lineSeparator());
    }
    drawn.append(" ".repeat(margin)).append(" +").append("-".repeat(width));
    drawn.append(System.lineSeparator()).append(" ".repeat(margin)).append("  ");
    String left = text(across[0]);
    String right = text(across[1]);
    int gap = Math.max(1, width - left.length() - right.length() - x.length());
    drawn.append(left).append(" ".repeat(gap / 2)).append(x);
    drawn.append(" ".repeat(Math.max(1, gap - gap / 2))).append(right);
    return drawn.toString();
  }

  private int[][] cells(List<double[]> dots, double[] across, double[] up, int width) {
    int[][] cells = new int[ROWS][width];
    for (double[] dot : dots) {
      int column = place(dot[0], across, width * form.dotsAcross);
      int row = ROWS * form.dotsDown - 1 - place(dot[1], up, ROWS * form.dotsDown);
      cells[row / form.dotsDown][column / form.dotsAcross] |=
          BRAILLE[row % form.dotsDown][column % form.dotsAcross];
    }
    return cells;
  }

  private char character(int bits) {
    if (form == Form.ASCII) {
      return bits == 0 ? ' ' : '*';
    }
    return bits == 0 ? ' ' : (char) (BLANK + bits);
  }

  private static int place(double value, double[] range, int places) {
    double share = range[1] == range[0] ? 0 : (value - range[0]) / (range[1] - range[0]);
    return (int) Math.min(places - 1.0, Math.max(0, Math.floor(share * places)));
  }

  private static double[] range(List<double[]> points, int axis) {
    double[] values = points.stream().mapToDouble(point -> point[axis]).toArray();
    return new double[] {
      Arrays.stream(values).min().orElseThrow(), Arrays.stream(values).max().orElseThrow()
    };
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e7
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
