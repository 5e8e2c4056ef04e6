package io.quarry.arch;

import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The largest and the smallest networks of an elastic one within a space, stage by stage. */
final class Extremes {
  private final ElasticConvNet net;

  /** By decision; numbers ascend. */
  private final Map<String, List<String>> values = new HashMap<>();

  /**
   * Within a space.
   *
   * @param within the net's space or a restriction of it
   */
  Extremes(ElasticConvNet net, SearchSpace within) {
    this.net = net;
    for (Decision decision : within.decisions()) {
      values.put(decision.name(), decision.values());
    }
  }

  Candidate largest() {
    return largestOf(s -> heaviest(s, true));
  }

  Candidate smallest() {
    return extreme(s -> heaviest(s, false), false);
  }

  Candidate largestOf(Function<Integer, BlockType> typeOfStage) {
    return extreme(typeOfStage, true);
  }

  private Candidate extreme(Function<Integer, BlockType> typeOfStage, boolean large) {
    Map<String, String> picked = new TreeMap<>();
    picked.put("stem.width", pick("stem.width", large));
    for (int s = 1; s <= net.stages(); s++) {
      String stage = "stage" + s;
      BlockType type = typeOfStage.apply(s);
      String depth = pick(stage + ".depth", large);
      picked.put(stage + ".type", type.label());
      picked.put(stage + ".depth", depth);
      picked.put(stage + ".width", pick(stage + ".width", large));
      // A bottleneck's expansion is what its width is divided by.
      boolean highExpansion = large != (type == BlockType.BOTTLENECK);
      for (int b = 1; b <= Integer.parseInt(depth); b++) {
        String block = ElasticConvNet.blockName(s, b);
        picked.put(block + ".kernel", pick(block + ".kernel", large));
        if (type.hasExpansion()) {
          picked.put(block + ".expansion", pick(block + ".expansion", highExpansion));
        }
      }
    }
    return Candidate.of(picked);
  }

  /** The type with the most, or fewest, multiply-accumulates in one stage; ties to the first. */
  private BlockType heaviest(int s, boolean large) {
    BlockType best = types(s).get(0);
    long bestMacs = macsOfStage(s, best, large);
    for (BlockType type : types(s)) {
      long macs = macsOfStage(s, type, large);
      if (large ? macs > bestMacs : macs < bestMacs) {
        best = type;
        bestMacs = macs;
      }
    }
    return best;
  }

  private long macsOfStage(int s, BlockType type, boolean large) {
    Candidate candidate = extreme(other -> other == s ? type : types(other).get(0), large);
    return net.network(candidate).layers().stream()
        .filter(layer -> layer.name().startsWith("stage" + s + "."))
        .mapToLong(Layer::macs)
        .sum();
  }

  private List<BlockType> types(int s) {
    return values.get("stage" + s + ".type").stream().map(BlockType::parse).toList();
  }

  private String pick(String decision, boolean large) {
    List<String> ascending = values.get(decision);
    return ascending.get(large ? ascending.size() - 1 : 0);
  }
}
