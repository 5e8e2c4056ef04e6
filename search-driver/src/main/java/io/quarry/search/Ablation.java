package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Constraint;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.predict.Costs;
import io.quarry.quantize.Policy;
import io.quarry.report.AblationTable;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import io.quarry.tactic.FixedTactic;
import io.quarry.tactic.Goal;
import io.quarry.tactic.Pace;
import io.quarry.tactic.SearchTactic;
import io.quarry.tactic.Surroundings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What searching jointly buys: the same budget spent on the joint space, on architectures and then
 * on formats, and on formats alone, beside the uniform formats. All of them measure into one store.
 *
 * <p>The joint variant is the configuration's own synchronous search, with its seeds. All variants
 * search synchronously whatever the configuration says: without barriers a search takes up all that
 * its store holds, and here that is the other variants', too.
 */
final class Ablation {
  private final Workload workload;
  private final AblationPlan plan;
  private final Searches searches;
  private final Progress progress;
  private final BooleanSupplier stop;
  private final Hypervolume hypervolume;
  private final Set<Candidate> seen = new HashSet<>();
  private int paid;

  /** Makes searches that measure into the one store. */
  interface Searches {
    Search of(SearchTactic tactic, int budget, Consumer<SearchProgress> listener);
  }

  /** One search of a variant: where, from which candidates, and what they stand for. */
  private record Part(
      String name,
      SearchSpace space,
      List<Candidate> uniform,
      Costs costs,
      UnaryOperator<Candidate> outwards,
      UnaryOperator<Candidate> inwards) {}

  Ablation(
      Workload workload,
      AblationPlan plan,
      Searches searches,
      Progress progress,
      BooleanSupplier stop) {
    this.workload = workload;
    this.plan = plan;
    this.searches = searches;
    this.progress = progress;
    this.stop = stop;
    this.hypervolume = Hypervolume.of(workload.canonical(workload.referencePoint()));
  }

  /**
   * Measures what the store does not hold, and compares.
   *
   * @throws StoppedException when it was stopped; what was measured is in the store
   */
  AblationResult run() {
    List<AblationTable.Row> rows = List.of(joint(), sequential(), policyOnly(), uniform());
    AblationTable table =
        new AblationTable(
            workload.config().objectives(),
            workload.alsoShown(),
            rows,
            Policy::isDecision,
            workload::complete);
    return new AblationResult(table, paid, seen.size() - paid);
  }

  private AblationTable.Row joint() {
    Part part = part(AblationPlan.JOINT, workload.space());
    return row(AblationPlan.JOINT, search(part, workload.seeds(), plan.evaluations(), List.of()));
  }

  private AblationTable.Row policyOnly() {
    Candidate largest = workload.net().largest(workload.space());
    Part part = part(AblationPlan.POLICY_ONLY, Shortlist.only(workload.space(), largest));
    Seeds seeds = seeds(AblationPlan.POLICY_ONLY);
    return row(AblationPlan.POLICY_ONLY, search(part, seeds, plan.evaluations(), List.of()));
  }

  private AblationTable.Row sequential() {
    String name = AblationPlan.SEQUENTIAL;
    Part first = part(name + ", architectures", plan.uniformly(workload.space()));
    List<Outcome> architectures =
        search(first, seeds(name).child("architectures"), plan.firstHalf(), List.of());
    Part second =
        formatsOf(name + ", formats", new Shortlist(workload.space(), shortlist(architectures)));
    // What a small space of architectures did not use is for formats, too.
    int left = plan.evaluations() - architectures.size();
    List<Outcome> formats = search(second, seeds(name).child("formats"), left, architectures);
    return row(name, Stream.concat(architectures.stream(), formats.stream()).toList());
  }

  private AblationTable.Row uniform() {
    List<Candidate> candidates = workload.uniformCandidates().stream().distinct().toList();
    return row(
        AblationPlan.UNIFORM,
        search(AblationPlan.UNIFORM, tactic(new FixedTactic(candidates)), candidates.size()));
  }

  /**
   * Architectures along the front of what was measured; of all that was measured where nothing
   * keeps the constraints, which other formats may mend; the largest where nothing was measured.
   */
  private List<Candidate> shortlist(List<Outcome> outcomes) {
    List<Measurement> measured = measurements(outcomes);
    List<Measurement> feasible = measured.stream().filter(this::isFeasible).toList();
    ParetoFront front =
        ParetoFront.of(workload.config().objectives(), feasible.isEmpty() ? measured : feasible);
    List<Candidate> found =
        front.points().stream()
            .map(p -> Shortlist.architectureOf(p.candidate()))
            .distinct()
            .toList();
    return found.isEmpty()
        ? List.of(workload.net().largest(workload.space()))
        : Shortlist.spread(found, AblationPlan.SHORTLIST);
  }

  private Part part(String name, SearchSpace space) {
    return new Part(
        name,
        space,
        within(space).uniformCandidates().stream().distinct().toList(),
        workload.knownCosts(),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  private Part formatsOf(String name, Shortlist shortlist) {
    List<Candidate> uniform =
        shortlist.ends().stream()
            .flatMap(a -> within(Shortlist.only(workload.space(), a)).uniformCandidates().stream())
            .map(shortlist::numbered)
            .distinct()
            .toList();
    KnownCosts joint = workload.knownCosts();
    Costs costs =
        new Costs() {
          @Override
          public List<String> names() {
            return joint.names();
          }

          @Override
          public double[] of(Candidate candidate) {
            return joint.of(shortlist.joint(candidate));
          }
        };
    return new Part(name, shortlist.space(), uniform, costs, shortlist::joint, shortlist::numbered);
  }

  private Workload within(SearchSpace space) {
    return workload.within(space);
  }

  private Seeds seeds(String variant) {
    return workload.seeds().child("ablation", variant);
  }

  private List<Outcome> search(Part part, Seeds seeds, int budget, List<Outcome> earlier) {
    SearchConfig config = workload.config();
    List<Double> reference =
        Arrays.stream(workload.canonical(workload.referencePoint())).boxed().toList();
    PredictorLog log = new PredictorLog(table -> {}, predictions -> {});
    SearchTactic tactic =
        Tactics.of(
            config.search().tactic(),
            Pace.SYNCHRONOUS,
            part.space(),
            new Goal(config.objectives(), config.constraints(), reference),
            seeds,
            part.uniform(),
            List.of(),
            new Surroundings(part.costs(), UnaryOperator.identity(), log));
    return search(
        part.name(), new VariantTactic(tactic, part.outwards(), part.inwards(), earlier), budget);
  }

  private static VariantTactic tactic(SearchTactic tactic) {
    return new VariantTactic(tactic, UnaryOperator.identity(), UnaryOperator.identity(), List.of());
  }

  private List<Outcome> search(String name, VariantTactic tactic, int budget) {
    try (Progress.Work work = progress.start(name, budget)) {
      Search search = searches.of(tactic, budget, at -> SearchRun.show(at, work));
      search.run(stop);
      SearchProgress at = search.progress();
      paid += at.paid();
      if (at.evaluations() < budget && stop.getAsBoolean()) {
        throw new StoppedException(
            "Stopped in %s after %d of %d evaluations; the next start continues from there"
                .formatted(name, at.evaluations(), budget));
      }
    }
    return tactic.outcomes();
  }

  private AblationTable.Row row(String variant, List<Outcome> outcomes) {
    int fresh = (int) outcomes.stream().filter(o -> seen.add(o.candidate())).count();
    ParetoFront front = new ParetoFront(workload.config().objectives(), List.of());
    List<Double> curve = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Measurement measurement && isFeasible(measurement)) {
        front = front.merge(List.of(measurement));
      }
      curve.add(hypervolume.volume(front.canonicalValues()));
    }
    return new AblationTable.Row(variant, fresh, front, curve);
  }

  private boolean isFeasible(Measurement measurement) {
    return Constraint.violation(workload.config().constraints(), measurement.scores()) == 0;
  }

  private static List<Measurement> measurements(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(Measurement.class::isInstance)
        .map(Measurement.class::cast)
        .toList();
  }
}
