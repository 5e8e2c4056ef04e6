package io.quarry.fliqs;

import io.quarry.fliqs.FliqsSettings.Decide;
import io.quarry.fliqs.FliqsSettings.Formats;
import io.quarry.format.NumberFormat;
import io.quarry.problem.InputException;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.space.ActiveGenes;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a controller decides, each by itself: variables, which set the decisions of a space. A
 * variable may set several decisions, as those of a block's layers; and a decision may be set by
 * two variables, one for its weights' format and one for its activations'. Immutable and
 * thread-safe.
 */
public final class Variables {
  private final SearchSpace space;
  private final ActiveGenes conditions;
  private final List<Variable> variables;

  /** By decision: the one or two variables that set it. */
  private final int[][] setBy;

  /** By decision and, as digits of a number, the options of what sets it: its value. */
  private final int[][] values;

  /**
   * One choice.
   *
   * @param name of the decision, or of what it stands for
   * @param options to choose from, at least one
   */
  public record Variable(String name, List<String> options) {
    public Variable {
      options = List.copyOf(options);
    }
  }

  private Variables(SearchSpace space, Builder built) {
    this.space = space;
    this.conditions = ActiveGenes.of(space);
    this.variables = List.copyOf(built.variables);
    this.setBy = built.setBy;
    this.values = built.values;
  }

  /** A variable for each decision of a space. */
  public static Variables each(SearchSpace space) {
    return of(space, Decide.LAYER, Formats.TOGETHER);
  }

  /**
   * The variables of a space, in the order of its decisions. What is over the architecture is
   * decided as it stands.
   *
   * @param decide whether the layers of a block share a variable, whose options are those that all
   *     of them have
   * @param formats whether a layer's weights and activations have variables of their own
   * @throws InputException when the layers of a block have no option in common, or when formats are
   *     apart and some pair of them is none of the options
   */
  public static Variables of(SearchSpace space, Decide decide, Formats formats) {
    List<Decision> decisions = space.decisions();
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < decisions.size(); i++) {
      String name = decisions.get(i).name();
      String group = decide == Decide.BLOCK && Policy.isDecision(name) ? blockOf(name) : name;
      groups.computeIfAbsent(group, none -> new ArrayList<>()).add(i);
    }
    Builder builder = new Builder(decisions);
    groups.forEach(
        (name, genes) -> {
          boolean apart = formats == Formats.APART && Policy.isDecision(name);
          List<String> options = builder.shared(name, genes);
          if (apart) {
            builder.addApart(name, genes, options);
          } else {
            builder.add(name, genes, options);
          }
        });
    return new Variables(space, builder);
  }

  /**
   * {@code stage1.block2.fused.format} of its layers' {@code stage1.block2.fused.project.format}.
   */
  private static String blockOf(String decision) {
    String layer = decision.substring(0, decision.length() - Policy.decision("").length());
    int role = layer.lastIndexOf('.');
    return role < 0 ? decision : Policy.decision(layer.substring(0, role));
  }

  /** All of them. */
  public List<Variable> all() {
    return variables;
  }

  /** The candidate that an option for every variable makes. */
  public Candidate candidate(int[] options) {
    return space.candidate(genome(options));
  }

  /**
   * Options for every variable that stands for a decision of a candidate: its values. Of all others
   * the first.
   */
  public int[] options(Candidate candidate) {
    return variables.stream()
        .mapToInt(
            v -> candidate.decides(v.name()) ? v.options().indexOf(candidate.value(v.name())) : 0)
        .toArray();
  }

  int[] genome(int[] options) {
    int[] genome = new int[setBy.length];
    for (int i = 0; i < genome.length; i++) {
      int combination = 0;
      for (int variable : setBy[i]) {
        combination = combination * variables.get(variable).options().size() + options[variable];
      }
      genome[i] = values[i][combination];
    }
    return genome;
  }

  /** Which variables set some decision that is active. */
  boolean[] active(int[] options) {
    boolean[] genes = new boolean[setBy.length];
    conditions.mark(genome(options), genes);
    boolean[] active = new boolean[variables.size()];
    for (int i = 0; i < genes.length; i++) {
      for (int variable : setBy[i]) {
        active[variable] |= genes[i];
      }
    }
    return active;
  }

  private static final class Builder {
    private final List<Decision> decisions;
    private final List<Variable> variables = new ArrayList<>();
    private final int[][] setBy;
    private final int[][] values;

    Builder(List<Decision> decisions) {
      this.decisions = decisions;
      this.setBy = new int[decisions.size()][];
      this.values = new int[decisions.size()][];
    }

    /** The values that all decisions of a group have, in the order of the first. */
    List<String> shared(String name, List<Integer> genes) {
      List<String> shared = new ArrayList<>(decisions.get(genes.get(0)).values());
      genes.forEach(gene -> shared.retainAll(decisions.get(gene).values()));
      if (shared.isEmpty()) {
        throw new InputException(
            "fliqs.decide = block: the layers of %s have no formats in common".formatted(name),
            "decide by layer, or give policy.formats one that the target allows all of them.");
      }
      return shared;
    }

    void add(String name, List<Integer> genes, List<String> options) {
      int variable = variables.size();
      variables.add(new Variable(name, options));
      set(genes, options, variable);
    }

    void addApart(String name, List<Integer> genes, List<String> options) {
      List<LayerFormats> pairs = options.stream().map(LayerFormats::parse).toList();
      List<NumberFormat> weights = pairs.stream().map(LayerFormats::weights).distinct().toList();
      List<NumberFormat> activations =
          pairs.stream().map(LayerFormats::activations).distinct().toList();
      List<String> all =
          weights.stream()
              .flatMap(w -> activations.stream().map(a -> new LayerFormats(w, a).text()))
              .toList();
      List<String> missing = all.stream().filter(pair -> !options.contains(pair)).toList();
      if (!missing.isEmpty()) {
        throw new InputException(
            "fliqs.formats = apart: %s may be %s, but not %s"
                .formatted(name, String.join(", ", options), String.join(", ", missing)),
            "give policy.formats every pair of a weight format and an activation format, as far as"
                + " the target allows, or leave them together.");
      }
      int variable = variables.size();
      variables.add(variable(name, "weight", weights));
      variables.add(variable(name, "activation", activations));
      set(genes, all, variable, variable + 1);
    }

    private static Variable variable(String name, String part, List<NumberFormat> formats) {
      String layer = name.substring(0, name.length() - Policy.decision("").length());
      return new Variable(
          Policy.decision(layer + "." + part), formats.stream().map(NumberFormat::name).toList());
    }

    /** The same values of several decisions, which may have others beside them. */
    private void set(List<Integer> genes, List<String> combinations, int... by) {
      for (int gene : genes) {
        Function<String, Integer> index = decisions.get(gene).values()::indexOf;
        setBy[gene] = by;
        values[gene] = combinations.stream().mapToInt(index::apply).toArray();
      }
    }
  }
}
