package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.config.TacticSettings;
import io.quarry.problem.InputException;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an ablation compares, found out from the configuration alone.
 *
 * @param evaluations of each variant that searches
 * @param uniformFormats what every layer has while {@code architecture-then-policy} searches
 *     architectures, as {@link LayerFormats} writes it; a layer that may not have it, such as a
 *     pinned one, has the first that it may have
 */
public record AblationPlan(int evaluations, String uniformFormats) {
  static final String JOINT = "joint";
  static final String SEQUENTIAL = "architecture-then-policy";
  static final String POLICY_ONLY = "policy-only";
  static final String UNIFORM = "uniform";

  /** Most architectures that the second half of {@code architecture-then-policy} searches. */
  static final int SHORTLIST = 4;

  /** So that either half of a budget has an evaluation for every architecture of a shortlist. */
  private static final int FEWEST_EVALUATIONS = 2 * SHORTLIST;

  public AblationPlan {
    Objects.requireNonNull(uniformFormats, "uniformFormats");
  }

  /**
   * The plan of a configuration.
   *
   * @throws InputException when its space leaves no choice of architecture or none of formats, its
   *     evaluations are too few to be halved and shared, or its tactic does not search
   */
  public static AblationPlan of(SearchConfig config) {
    SearchSpace space = config.searchSpace();
    requireChoice(space, false, "architecture", "let space.restrict leave some widths or depths.");
    requireChoice(
        space, true, "formats", "let policy.formats and space.restrict leave two or more.");
    int evaluations = config.search().evaluations();
    if (evaluations < FEWEST_EVALUATIONS) {
      throw new InputException(
          "search.evaluations = %d are too few to ablate: half of them is shared by up to %d architectures"
              .formatted(evaluations, SHORTLIST),
          "give it %d or more.".formatted(FEWEST_EVALUATIONS));
    }
    if (config.search().tactic() instanceof TacticSettings.Uniform) {
      throw new InputException(
          "search.tactic = uniform does not search, so that there is nothing to ablate",
          "choose linas, nsga2 or random; the uniform formats are a row of the table anyway.");
    }
    if (config.search().tactic() instanceof TacticSettings.Fliqs) {
      throw new InputException(
          "search.tactic = fliqs trains weights of its own, so that its evaluations cannot be shared",
          "choose linas, nsga2 or random; compare two runs of fliqs by fliqs.architectures.");
    }
    return new AblationPlan(evaluations, uniformFormats(config.policy().legalFormats()));
  }

  /**
   * Evaluations of architectures in {@code architecture-then-policy}; the others are of formats.
   */
  public int firstHalf() {
    return evaluations / 2;
  }

  /** What each variant does, a line each. */
  public List<String> lines() {
    return List.of(
        "%s: architecture and formats at once".formatted(JOINT),
        "%s: %d evaluations of architectures in %s, then %d of formats for up to %d of their front"
            .formatted(
                SEQUENTIAL, firstHalf(), uniformFormats, evaluations - firstHalf(), SHORTLIST),
        "%s: formats of the largest network".formatted(POLICY_ONLY),
        "%s: each format throughout the largest and the smallest network".formatted(UNIFORM));
  }

  /** The part of a space in which every layer has the uniform formats. */
  SearchSpace uniformly(SearchSpace space) {
    Map<String, List<String>> allowed = new TreeMap<>();
    for (Decision decision : space.decisions()) {
      if (Policy.isDecision(decision.name())) {
        boolean free = decision.values().contains(uniformFormats);
        allowed.put(decision.name(), List.of(free ? uniformFormats : decision.values().get(0)));
      }
    }
    return space.restrict(allowed);
  }

  private static String uniformFormats(List<String> texts) {
    String float32 = LayerFormats.float32().text();
    return texts.contains(float32) ? float32 : texts.get(0);
  }

  private static void requireChoice(SearchSpace space, boolean policy, String what, String advice) {
    boolean choice =
        space.decisions().stream()
            .filter(decision -> Policy.isDecision(decision.name()) == policy)
            .anyMatch(decision -> decision.values().size() > 1);
    if (!choice) {
      throw new InputException(
          "The space leaves no choice of %s, so that there is nothing to ablate".formatted(what),
          advice);
    }
  }
}
