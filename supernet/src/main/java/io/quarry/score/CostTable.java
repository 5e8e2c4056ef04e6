package io.quarry.score;

import io.quarry.arch.Conv;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What each layer costs on a device, as a table of layers and bits has it: latency, energy or
 * whatever sums up over layers. Wang et al. 2020, "APQ", section 3.3, with BitFusion.
 *
 * <p>The cost of a network is a constant and the sum over its layers. A layer whose bits have no
 * row costs what the cheapest row does that has at least as many bits of either kind, for so an
 * accelerator runs it. Layers without weights cost nothing. Immutable.
 */
public final class CostTable implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final List<String> SHAPE =
      List.of("in_channels", "out_channels", "input_size", "kernel", "stride", "padding", "groups");
  private static final String WEIGHT_BITS = "w_bits";
  private static final String ACTIVATION_BITS = "a_bits";
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();

  private final Map<List<Integer>, List<Row>> rows = new HashMap<>();
  private final String origin;
  private final double constant;

  private CostTable(String origin, double constant) {
    this.origin = origin;
    this.constant = constant;
  }

  /** What a layer costs in formats of so many bits. */
  private record Row(int weightBits, int activationBits, double cost) implements Serializable {}

  /**
   * Reads a table: comma-separated, with the columns in_channels, out_channels, input_size (its
   * side), kernel, stride, padding, groups, w_bits, a_bits, all whole numbers, and one of costs.
   *
   * @param csv is read to its end, and left open
   * @param origin what messages call it
   * @param column the column of costs
   * @param constant what every network costs besides, as for layers that are not searched
   * @throws InputException when a column is missing or a cell is no number
   */
  public static CostTable read(Reader csv, String origin, String column, double constant)
      throws IOException {
    CostTable table = new CostTable(origin, constant);
    CSVParser parser = FORMAT.parse(csv);
    List<String> missing = new ArrayList<>(SHAPE);
    missing.addAll(List.of(WEIGHT_BITS, ACTIVATION_BITS, column));
    missing.removeAll(parser.getHeaderNames());
    if (!missing.isEmpty()) {
      throw new InputException(
          "%s has no column %s".formatted(origin, String.join(", ", missing)),
          "it has %s.".formatted(String.join(", ", parser.getHeaderNames())));
    }
    for (CSVRecord cells : parser) {
      List<Integer> shape = SHAPE.stream().map(name -> table.whole(cells, name)).toList();
      Row row =
          new Row(
              table.whole(cells, WEIGHT_BITS),
              table.whole(cells, ACTIVATION_BITS),
              table.number(cells, column));
      table.rows.computeIfAbsent(shape, key -> new ArrayList<>()).add(row);
    }
    return table;
  }

  /**
   * The cost of a network in the formats of a policy.
   *
   * @throws InputException when there is no row for a layer
   */
  public double cost(Network network, Policy policy) {
    double cost = constant;
    for (Layer layer : network.layers()) {
      cost += cost(network.shapeOf(layer.input()), layer, policy.of(layer));
    }
    return cost;
  }

  private double cost(Shape in, Layer layer, LayerFormats formats) {
    List<Integer> shape =
        layer instanceof Conv conv
            ? List.of(
                in.channels(),
                conv.outChannels(),
                in.height(),
                conv.kernel(),
                conv.stride(),
                conv.kernel() / 2,
                conv.depthwise() ? conv.outChannels() : 1)
            : List.of(in.elements(), layer.outputChannels(), 1, 1, 1, 0, 1);
    List<Row> known = rows.getOrDefault(shape, new ArrayList<>());
    int weightBits = formats.weights().bits();
    int activationBits = formats.activations().bits();
    return known.stream()
        .filter(row -> row.weightBits == weightBits && row.activationBits == activationBits)
        .findFirst()
        .map(Row::cost)
        .orElseGet(
            () ->
                known.stream()
                    .filter(row -> row.weightBits >= weightBits)
                    .filter(row -> row.activationBits >= activationBits)
                    .mapToDouble(Row::cost)
                    .min()
                    .orElseThrow(() -> missing(layer, shape, formats, known)));
  }

  private InputException missing(
      Layer layer, List<Integer> shape, LayerFormats formats, List<Row> known) {
    String wanted =
        IntStream.range(0, SHAPE.size())
            .mapToObj(i -> SHAPE.get(i) + " " + shape.get(i))
            .collect(Collectors.joining(", "));
    String bits =
        known.stream()
            .map(row -> row.weightBits + "/" + row.activationBits)
            .distinct()
            .collect(Collectors.joining(", "));
    return new InputException(
        "%s has no row for layer %s in %s: %s".formatted(origin, layer.name(), formats, wanted),
        known.isEmpty()
            ? "restrict the space to layers that it has."
            : "keep policy.formats within its bits: %s.".formatted(bits));
  }

  private int whole(CSVRecord cells, String column) {
    double number = number(cells, column);
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw wrong(cells, column, "a whole number");
    }
    return (int) number;
  }

  private double number(CSVRecord cells, String column) {
    try {
      double number = Double.parseDouble(cells.get(column));
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(cells, column, "a number");
    }
    throw wrong(cells, column, "a finite number");
  }

  private InputException wrong(CSVRecord cells, String column, String wanted) {
    return new InputException(
        "%s, row %d: %s is \"%s\""
            .formatted(origin, cells.getRecordNumber(), column, cells.get(column)),
        "%s is meant.".formatted(wanted));
  }
}
