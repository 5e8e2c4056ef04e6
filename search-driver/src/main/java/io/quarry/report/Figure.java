package io.quarry.report;

import java.util.Locale;
import java.util.Objects;

/** One figure of an exported model: what its card says, and what was found. */
public sealed interface Figure
    permits Figure.Measured, Figure.Timed, Figure.Hash, Figure.Carded, Figure.Found {

  /** The name, for people and machines: a column's where it has one, with the unit. */
  String name();

  /** What the card says; empty where it says nothing. */
  String card();

  /** What was found; empty where nothing was measured. */
  String found();

  /** For people: how the two compare. */
  default String verdict() {
    return differs() ? "differs" : "agrees";
  }

  /** Whether both are there and not the same. */
  default boolean differs() {
    return false;
  }

  /**
   * Measured again; agrees when both are the same number, to the last bit.
   *
   * @param onCard what the card says
   * @param again what was measured
   */
  record Measured(String name, double onCard, double again) implements Figure {
    public Measured {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public String card() {
      return FrontTable.number(onCard);
    }

    @Override
    public String found() {
      return FrontTable.number(again);
    }

    @Override
    public boolean differs() {
      return onCard != again;
    }
  }

  /**
   * A latency, measured again. The host may be faster or slower than it was then: what the control
   * model took on both occasions tells by how much, and the card's figure is held beside what the
   * model would take at the pace of then.
   *
   * @param onCardMs what the card says
   * @param againMs what was measured
   * @param paceThen what the control model took then, over what it takes now
   * @param elsewhere what was measured on, where it does not compare with here; else empty
   */
  record Timed(String name, double onCardMs, double againMs, double paceThen, String elsewhere)
      implements Figure {
    private static final double TOLERANCE = 0.05;

    public Timed {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(elsewhere, "elsewhere");
    }

    @Override
    public String card() {
      return FrontTable.number(onCardMs);
    }

    @Override
    public String found() {
      return FrontTable.number(againMs);
    }

    @Override
    public boolean differs() {
      return elsewhere.isEmpty() && Math.abs(atPaceThen() / onCardMs - 1) > TOLERANCE;
    }

    @Override
    public String verdict() {
      return elsewhere.isEmpty()
          ? String.format(
              Locale.ROOT,
              "%s: %s at the pace of then (within 5 %%)",
              Figure.super.verdict(),
              FrontTable.rounded(atPaceThen()))
          : "not comparable: the card's is of " + elsewhere;
    }

    private double atPaceThen() {
      return againMs * paceThen;
    }
  }

  /** A hash, computed again. */
  record Hash(String name, String card, String found) implements Figure {
    public Hash {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(card, "card");
      Objects.requireNonNull(found, "found");
    }

    @Override
    public boolean differs() {
      return !card.equals(found);
    }
  }

  /** On the card, and not measured again. */
  record Carded(String name, double value) implements Figure {
    public Carded {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public String card() {
      return FrontTable.number(value);
    }

    @Override
    public String found() {
      return "";
    }

    @Override
    public String verdict() {
      return "as carded";
    }
  }

  /** Found, and not on the card. */
  record Found(String name, double value) implements Figure {
    public Found {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public String card() {
      return "";
    }

    @Override
    public String found() {
      return FrontTable.number(value);
    }

    @Override
    public String verdict() {
      return "not on the card";
    }
  }
}
