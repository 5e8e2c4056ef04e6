package io.quarry.fliqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/**
 * The controller on the sensitivities of HAWQ-V3's ResNet-18 (Yao et al. 2021): 19 layers of 4 or 8
 * bits, three tied to others, so that all 65,536 policies can be enumerated. Quality is the
 * sensitivity, trace times squared perturbation, brought to [-1, 0].
 */
class HawqControllerTest {
  private static final double[] FRACTIONS = {0.1, 0.25, 0.5, 0.75, 0.9};

  @Test
  void itEndsAmongTheBestHundredthOfWhatIsFeasible() throws IOException {
    Table table = Table.read();
    double least = table.cheapest();
    double most = table.dearest();
    for (double fraction : FRACTIONS) {
      double target = least + fraction * (most - least);
      for (long seed = 1; seed <= 10; seed++) {
        Candidate found = found(table, ControllerSettings.of(4_000), target, seed, false);
        assertThat(table.cost(table.genome(found))).isLessThanOrEqualTo(target);
        assertThat(table.shareOfBetter(found, target))
            .as("target %s, seed %d", target, seed)
            .isLessThanOrEqualTo(0.01);
      }
    }
  }

  @Test
  void withRewardsThatTellNothingItFindsNothing() throws IOException {
    Table table = Table.read();
    double target = (table.cheapest() + table.dearest()) / 2;
    double[] shares =
        IntStream.rangeClosed(1, 5)
            .mapToDouble(
                seed ->
                    table.shareOfBetter(
                        found(table, ControllerSettings.of(4_000), target, seed, true), target))
            .sorted()
            .toArray();
    assertThat(shares[2]).isGreaterThan(0.05);
  }

  @Test
  void withoutAWeightOfTheCostItMissesTheTarget() throws IOException {
    Table table = Table.read();
    double target = (table.cheapest() + table.dearest()) / 2;
    ControllerSettings careless =
        new ControllerSettings(4_000, 0.25, Reward.ABSOLUTE, 0, 0.02, 0.1, 0.99);
    Controller controller = train(table, careless, target, 1, false);
    assertThat(table.cost(table.genome(controller.mostProbable()))).isGreaterThan(1.2 * target);
  }

  private static Candidate found(
      Table table, ControllerSettings settings, double target, long seed, boolean shuffled) {
    return train(table, settings, target, seed, shuffled)
        .mostProbable(c -> table.cost(table.genome(c)) <= target, 65_536)
        .orElseThrow();
  }

  private static Controller train(
      Table table, ControllerSettings settings, double target, long seed, boolean shuffled) {
    Controller controller = new Controller(table.space(), settings, target);
    int[] before = new int[table.layers()];
    for (int step = 0; step < settings.steps(); step++) {
      int[] genome = table.genome(controller.draw(new Seeds(seed).child("draw", step).generator()));
      int[] told = shuffled ? before : genome;
      controller.tell(table.quality(told), table.cost(told));
      before = genome;
    }
    return controller;
  }

  /** By free layer and bits (4, 8): sensitivity and cost with all layers tied to it. */
  private static final class Table {
    private final double[][] sensitivities;
    private final double[][] costs;
    private final SearchSpace space;

    Table(double[][] sensitivities, double[][] costs, SearchSpace space) {
      this.sensitivities = sensitivities;
      this.costs = costs;
      this.space = space;
    }

    static Table read() throws IOException {
      String data = System.getProperty("quarry.data", System.getenv("QUARRY_DATA"));
      Path file = Path.of(data == null ? "../../shared/data" : data, "hawq", "resnet18_layers.csv");
      assumeTrue(Files.exists(file), "There are no tables of HAWQ in " + file);
      List<Decision> decisions = new ArrayList<>();
      double[][] sensitivities = new double[19][2];
      double[][] costs = new double[19][2];
      try (CSVParser rows =
          CSVParser.parse(
              Files.readString(file),
              CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build())) {
        for (CSVRecord row : rows) {
          String tied = row.get("equal_bits_with_layer");
          int layer = Integer.parseInt(tied.isEmpty() ? row.get("layer") : tied);
          if (tied.isEmpty()) {
            decisions.add(Decision.categorical("layer" + layer, List.of("int4", "int8")));
          }
          double trace = Double.parseDouble(row.get("hutchinson_trace"));
          double operations = Double.parseDouble(row.get("bops")) / 1e9;
          for (int i = 0; i < 2; i++) {
            int bits = 4 << i;
            sensitivities[layer][i] +=
                trace * Double.parseDouble(row.get("delta_w%d_sq".formatted(bits)));
            costs[layer][i] += operations * bits * bits;
          }
        }
      }
      int[] free =
          decisions.stream().mapToInt(d -> Integer.parseInt(d.name().substring(5))).toArray();
      return new Table(
          Arrays.stream(free).mapToObj(layer -> sensitivities[layer]).toArray(double[][]::new),
          Arrays.stream(free).mapToObj(layer -> costs[layer]).toArray(double[][]::new),
          SearchSpace.of(decisions));
    }

    SearchSpace space() {
      return space;
    }

    int layers() {
      return costs.length;
    }

    int[] genome(Candidate candidate) {
      return space.genome(candidate);
    }

    double cost(int[] genome) {
      return sum(costs, genome);
    }

    double quality(int[] genome) {
      double least = sum(sensitivities, all(1));
      return (least - sum(sensitivities, genome)) / (sum(sensitivities, all(0)) - least);
    }

    double cheapest() {
      return cost(all(0));
    }

    double dearest() {
      return cost(all(1));
    }

    /** The share of the policies that keep the target which are better. */
    double shareOfBetter(Candidate candidate, double target) {
      double quality = quality(genome(candidate));
      int feasible = 0;
      int better = 0;
      int[] genome = new int[layers()];
      for (int code = 0; code < 1 << layers(); code++) {
        for (int i = 0; i < genome.length; i++) {
          genome[i] = code >> i & 1;
        }
        if (cost(genome) <= target) {
          feasible++;
          better += quality(genome) > quality + 1e-12 ? 1 : 0;
        }
      }
      return (double) better / feasible;
    }

    private int[] all(int value) {
      int[] genome = new int[layers()];
      Arrays.fill(genome, value);
      return genome;
    }

    private static double sum(double[][] table, int[] genome) {
      double sum = 0;
      for (int i = 0; i < genome.length; i++) {
        sum += table[i][genome[i]];
      }
      return sum;
    }
  }
}
