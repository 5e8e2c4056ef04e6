package io.quarry.query;

import io.quarry.report.NearestMiss;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a row is from satisfying a filter, as constraints have it (Deb et al. 2002, section VI):
 * of a bound, the distance from its limit in units of the limit's magnitude; of several that must
 * hold, the sum; of several of which one must, the least. What has no distance, a decision's value
 * or a value that is missing, is infinitely far.
 */
final class Distance {
  /** Of a limit that must not be reached, and is. */
  private static final double TOUCH = Double.MIN_VALUE;

  private Distance() {}

  /** The distance; 0 exactly where the filter holds. */
  static double of(Filter filter, Filter.Values row) {
    return of(filter, row, true);
  }

  /** The bounds that a row misses, where it is at a finite distance. */
  static List<NearestMiss.Missed> missed(Filter filter, Filter.Values row) {
    List<NearestMiss.Missed> missed = new ArrayList<>();
    collect(filter, row, true, missed);
    return missed;
  }

  /** Of a filter, or of its contrary. */
  private static double of(Filter filter, Filter.Values row, boolean wanted) {
    if (filter.holds(row) == wanted) {
      return 0;
    }
    if (filter instanceof Filter.Not not) {
      return of(not.part(), row, !wanted);
    }
    if (filter instanceof Filter.And and) {
      return several(and.parts(), row, wanted, wanted);
    }
    if (filter instanceof Filter.Or or) {
      return several(or.parts(), row, wanted, !wanted);
    }
    return filter instanceof Filter.Bound bound ? of(bound, row) : Double.POSITIVE_INFINITY;
  }

  private static double several(
      List<Filter> parts, Filter.Values row, boolean wanted, boolean all) {
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    for (Filter part : parts) {
      double distance = of(part, row, wanted);
      sum += distance;
      least = Math.min(least, distance);
    }
    return all ? sum : least;
  }

  private static double of(Filter.Bound bound, Filter.Values row) {
    double value = row.number(bound.field());
    if (Double.isNaN(value)) {
      return Double.POSITIVE_INFINITY;
    }
    double scale = bound.limit() == 0 ? 1 : Math.abs(bound.limit());
    return Math.max(TOUCH, Math.abs(value - bound.limit()) / scale);
  }

  private static void collect(
      Filter filter, Filter.Values row, boolean wanted, List<NearestMiss.Missed> missed) {
    if (filter.holds(row) == wanted) {
      return;
    }
    if (filter instanceof Filter.Not not) {
      collect(not.part(), row, !wanted, missed);
    } else if (filter instanceof Filter.And and) {
      collect(and.parts(), row, wanted, wanted, missed);
    } else if (filter instanceof Filter.Or or) {
      collect(or.parts(), row, wanted, !wanted, missed);
    } else if (filter instanceof Filter.Bound bound) {
      double value = row.number(bound.field());
      missed.add(
          new NearestMiss.Missed(
              wanted ? bound.text() : new Filter.Not(bound).text(),
              value,
              Math.abs(value - bound.limit()),
              of(bound, row)));
    }
  }

  private static void collect(
      List<Filter> parts,
      Filter.Values row,
      boolean wanted,
      boolean all,
      List<NearestMiss.Missed> missed) {
    if (all) {
      parts.forEach(part -> collect(part, row, wanted, missed));
      return;
    }
    Filter nearest = parts.get(0);
    for (Filter part : parts) {
      if (of(part, row, wanted) < of(nearest, row, wanted)) {
        nearest = part;
      }
    }
    collect(nearest, row, wanted, missed);
  }
}
