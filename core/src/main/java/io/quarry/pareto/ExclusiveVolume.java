package io.quarry.pareto;

/**
 * Points in space, added one by one, each with the volume that only it dominates. Not thread-safe.
 *
 * <p>The points that matter lie in flat arrays in the order of their third value. What they
 * dominate of a new point's box is swept in that order over a staircase, which is as short as the
 * box is small: plain arrays are faster there than any tree.
 */
final class ExclusiveVolume {
  private final double right;
  private final double top;
  private final double end;
  private final double[] x;
  private final double[] y;
  private final double[] z;
  private int count;

  /** The steps of the staircase: x ascending, y descending. */
  private final double[] stepX;

  private final double[] stepY;
  private int steps;

  /**
   * No point yet.
   *
   * @param reference its first three values bound the volume
   * @param capacity how many points may be added
   */
  ExclusiveVolume(double[] reference, int capacity) {
    this.right = reference[0];
    this.top = reference[1];
    this.end = reference[2];
    this.x = new double[capacity];
    this.y = new double[capacity];
    this.z = new double[capacity];
    this.stepX = new double[capacity];
    this.stepY = new double[capacity];
  }

  /**
   * Adds a point and returns the volume that it dominates and no earlier one does; 0 for a point
   * that an earlier one dominates.
   *
   * @param p better than the reference in its first three values, which are the ones that count
   */
  double add(double[] p) {
    double exclusive = of(p);
    if (exclusive > 0) {
      insert(p);
    }
    return exclusive;
  }

  /** The volume that a point would add. */
  double of(double[] p) {
    double dominated = 0;
    steps = 0;
    for (int i = 0; i < count; i++) {
      double depth = end - Math.max(z[i], p[2]);
      if (x[i] <= p[0] && y[i] <= p[1]) {
        if (z[i] <= p[2]) {
          return 0;
        }
        // From this depth on all of the box is dominated.
        dominated += widen(p[0], p[1]) * depth;
        break;
      }
      dominated += widen(Math.max(x[i], p[0]), Math.max(y[i], p[1])) * depth;
    }
    return Math.max(0, (right - p[0]) * (top - p[1]) * (end - p[2]) - dominated);
  }

  /** Adds a step to the staircase and returns the area that it newly covers. */
  private double widen(double stepRight, double stepUp) {
    if (isUnder(0, stepRight, stepUp) || isUnder(steps - 1, stepRight, stepUp)) {
      return 0;
    }
    int place = upperBound(stepRight);
    double ceiling = place == 0 ? top : stepY[place - 1];
    if (ceiling <= stepUp) {
      return 0;
    }
    double area = 0;
    double from = stepRight;
    int next = place;
    while (next < steps && stepY[next] >= stepUp) {
      area += (stepX[next] - from) * (ceiling - stepUp);
      from = stepX[next];
      ceiling = stepY[next];
      next++;
    }
    area += ((next < steps ? stepX[next] : right) - from) * (ceiling - stepUp);
    int first = place > 0 && stepX[place - 1] == stepRight ? place - 1 : place;
    System.arraycopy(stepX, next, stepX, first + 1, steps - next);
    System.arraycopy(stepY, next, stepY, first + 1, steps - next);
    steps += first + 1 - next;
    stepX[first] = stepRight;
    stepY[first] = stepUp;
    return area;
  }

  /** Whether a step covers the point; asked of both ends first, which cover most points. */
  private boolean isUnder(int step, double pointX, double pointY) {
    return steps > 0 && stepX[step] <= pointX && stepY[step] <= pointY;
  }

  /** How many steps begin at or before a coordinate. */
  private int upperBound(double coordinate) {
    int low = 0;
    int high = steps;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stepX[middle] <= coordinate) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Puts a point where its third value belongs and drops those that it dominates. */
  private void insert(double[] p) {
    int kept = 0;
    int place = 0;
    for (int i = 0; i < count; i++) {
      if (p[0] > x[i] || p[1] > y[i] || p[2] > z[i]) {
        x[kept] = x[i];
        y[kept] = y[i];
        z[kept] = z[i];
        kept++;
        place = z[i] <= p[2] ? kept : place;
      }
    }
    for (double[] values : new double[][] {x, y, z}) {
      System.arraycopy(values, place, values, place + 1, kept - place);
    }
    x[place] = p[0];
    y[place] = p[1];
    z[place] = p[2];
    count = kept + 1;
  }
}
