package io.quarry.replay;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws hypervolume by evaluations: a line for the median, a band from quartile to quartile. */
final class ReplayPlot {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 760;
  private static final int TEXT_SIZE = 20;
  private static final float LINE_WIDTH = 3;
  private static final int BAND_OPACITY = 48;

  /** The first evaluations would squeeze all others into a corner. */
  private static final int SKIPPED_PART = 20;

  /** Colours that people tell apart whatever they see (Okabe and Ito 2008). */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));

  private final ReplayResult result;
  private final int[] evaluations;

  private ReplayPlot(ReplayResult result) {
    this.result = result;
    int first = Math.max(1, result.evaluations() / SKIPPED_PART);
    this.evaluations = IntStream.rangeClosed(first, result.evaluations()).toArray();
  }

  /** A picture as PNG. */
  static byte[] png(ReplayResult result, String title) {
    try {
      return BitmapEncoder.getBitmapBytes(
          new ReplayPlot(result).chart(title), BitmapEncoder.BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException("A picture in memory does not fail", e);
    }
  }

  private XYChart chart(String title) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("evaluations")
            .yAxisTitle("hypervolume, % of the table's own")
            .build();
    style(chart.getStyler());
    double lowest = 100;
    int next = 0;
    // Bands first, so that no band hides a line.
    for (String tactic : result.traces().keySet()) {
      double[] low = curve(tactic, Quartiles::low);
      lowest = Math.min(lowest, Arrays.stream(low).min().orElse(0));
      band(chart, tactic, low, curve(tactic, Quartiles::high), colour(next++));
    }
    next = 0;
    for (String tactic : result.traces().keySet()) {
      line(chart, tactic, curve(tactic, Quartiles::median), colour(next++));
    }
    chart.getStyler().setYAxisMin(Math.floor(lowest)).setYAxisMax(100.0);
    return chart;
  }

  private static void style(XYStyler styler) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, TEXT_SIZE);
    styler
        .setChartBackgroundColor(Color.WHITE)
        .setChartTitleFont(font)
        .setLegendFont(font)
        .setLegendPosition(Styler.LegendPosition.InsideSE)
        .setLegendBorderColor(Color.WHITE);
    styler
        .setAxisTitleFont(font)
        .setAxisTickLabelsFont(font)
        .setPlotGridLinesColor(new Color(0xDDDDDD))
        .setXAxisMin(0.0);
    styler.setPlotBorderVisible(false);
  }

  private static Color colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  private double[] curve(String tactic, ToDoubleFunction<Quartiles> figure) {
    return Arrays.stream(evaluations)
        .mapToDouble(at -> 100 * figure.applyAsDouble(result.sharesAt(tactic, at)))
        .toArray();
  }

  /** A polygon: along the upper quartile, and back along the lower one. */
  private void band(XYChart chart, String tactic, double[] low, double[] high, Color colour) {
    int count = evaluations.length;
    double[] x = new double[2 * count];
    double[] y = new double[2 * count];
    for (int i = 0; i < count; i++) {
      x[i] = evaluations[i];
      y[i] = high[i];
      x[2 * count - 1 - i] = evaluations[i];
      y[2 * count - 1 - i] = low[i];
    }
    XYSeries series = chart.addSeries(tactic + ", quartiles", x, y);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    Color light = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND_OPACITY);
    series.setFillColor(light);
    series.setLineColor(new Color(0, 0, 0, 0));
    series.setMarker(SeriesMarkers.NONE);
    series.setShowInLegend(false);
  }

  private void line(XYChart chart, String tactic, double[] median, Color colour) {
    double[] x = Arrays.stream(evaluations).asDoubleStream().toArray();
    XYSeries series = chart.addSeries(tactic, x, median);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
    series.setLineColor(colour);
    series.setLineWidth(LINE_WIDTH);
    series.setMarker(SeriesMarkers.NONE);
  }
}
