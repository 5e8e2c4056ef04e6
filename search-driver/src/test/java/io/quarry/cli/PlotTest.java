package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlotTest {
  private static final List<double[]> CORNERS =
      List.of(new double[] {0, 90.5}, new double[] {10, 50}, new double[] {200, 9.5});

  @Test
  void pointsStandWhereTheyBelong() {
    String drawn = new Plot("front", "size", "error", Plot.Form.ASCII).points(CORNERS, 26);

    assertThat(drawn.lines())
        .containsExactly(
            "front",
            "       error",
            "90.50 |*                  ".stripTrailing() + "                   ",
            "      |                    ",
            "      |                    ",
            "      |                    ",
            "      | *                  ",
            "      |                    ",
            "      |                    ",
            "      |                    ",
            "      |                    ",
            "9.500 |                   *",
            "      +--------------------",
            "       0      size      200");
  }

  @Test
  void aBrailleCharacterHoldsEightDots() {
    Plot plot = new Plot("", "", "", Plot.Form.BRAILLE);

    List<String> lines = plot.points(CORNERS, 26).lines().toList();

    assertThat(lines.get(2)).startsWith("90.50 |\u2801 ");
    assertThat(lines.get(11)).endsWith("\u2880");
    assertThat(lines.get(6)).startsWith("      | \u2840 ");
  }

  @Test
  void stairsHoldTheirValueUntilTheNextOne() {
    List<double[]> steps = List.of(new double[] {0, 0}, new double[] {10, 1}, new double[] {20, 1});

    List<String> lines =
        new Plot("t", "x", "y", Plot.Form.ASCII).stairs(steps, 23).lines().toList();

    assertThat(lines.get(2)).isEqualTo("1 |          **********");
    assertThat(lines.get(11)).isEqualTo("0 |**********          ");
  }

  @Test
  void onePointAndNoneAreDrawnToo() {
    Plot plot = new Plot("t", "x", "y", Plot.Form.ASCII);

    assertThat(plot.points(List.of(), 40)).isEqualTo("t: nothing to draw");
    assertThat(plot.stairs(List.of(new double[] {3, 1e9}), 1)).contains("*", "1.000e+09", "3");
  }

  @Test
  void onlyUnicodeTerminalsAreShownBraille() {
    assertThat(Plot.Form.of("UTF-8")).isEqualTo(Plot.Form.BRAILLE);
    assertThat(Plot.Form.of("ANSI_X3.4-1968")).isEqualTo(Plot.Form.ASCII);
    assertThat(Plot.Form.of("")).isEqualTo(Plot.Form.ASCII);
  }
}
