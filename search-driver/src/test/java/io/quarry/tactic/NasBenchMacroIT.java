package io.quarry.tactic;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarry.objective.Scores;
import io.quarry.outcome.Outcome;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** NSGA-II on a table of which everything is known. */
class NasBenchMacroIT {
  private static final int SEEDS = 20;
  private static final int BUDGET = 1500;

  private static NasBenchMacro bench;

  @BeforeAll
  static void load() throws IOException {
    assumeThat(NasBenchMacro.isPresent()).as("NAS-Bench-Macro is there").isTrue();
    bench = NasBenchMacro.load();
  }

  @Test
  void probe() {
    for (int pop : new int[] {20, 30, 40, 50, 60}) {
      for (double pm : new double[] {Nsga2Settings.AUTO, 0.06, 0.1, 0.2, 0.25}) {
        for (double pc : new double[] {0.9}) {
          List<int[]> runs =
              LongStream.range(0, SEEDS)
                  .mapToObj(seed -> run(new Nsga2Settings(pop, pc, pm), seed))
                  .toList();
          int[] a = runs.stream().mapToInt(r -> r[0]).sorted().toArray();
          int[] b = runs.stream().mapToInt(r -> r[1]).sorted().toArray();
          int[] f = runs.stream().mapToInt(r -> r[2]).sorted().toArray();
          System.out.println(
              "pop "
                  + pop
                  + " pm "
                  + pm
                  + " pc "
                  + pc
                  + " 99%: "
                  + a[SEEDS / 2]
                  + " 99.5%: "
                  + b[SEEDS / 2]
                  + " front@1000 "
                  + f[SEEDS / 2]);
        }
      }
    }
  }

  private static int[] run(Nsga2Settings settings, long seed) {
    Nsga2Tactic tactic =
        new Nsga2Tactic(NasBenchMacro.space(), NasBenchMacro.OBJECTIVES, settings, new Seeds(seed));
    double exact = bench.exactHypervolume();
    Set<List<Double>> exactFront = new HashSet<>(bench.exactFront());
    List<Scores> seen = new ArrayList<>();
    int first = -1;
    int second = -1;
    int found = 0;
    while (seen.size() < BUDGET && (second < 0 || seen.size() < 1000)) {
      List<Candidate> batch = tactic.ask(10);
      List<Outcome> outcomes = batch.stream().map(bench::evaluate).toList();
      tactic.tell(outcomes);
      for (Candidate c : batch) {
        Scores s = bench.scores(c);
        seen.add(s);
        double[] v = s.canonical(NasBenchMacro.OBJECTIVES);
        if (seen.size() <= 1000 && exactFront.remove(List.of(v[0], v[1]))) {
          found++;
        }
      }
      double share = bench.hypervolume(seen) / exact;
      if (first < 0 && share >= 0.99) {
        first = seen.size();
      }
      if (second < 0 && share >= 0.995) {
        second = seen.size();
      }
    }
    return new int[] {first < 0 ? 99999 : first, second < 0 ? 99999 : second, found};
  }
}
