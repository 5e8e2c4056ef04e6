package io.quarry.train;

import io.quarry.arch.BlockType;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.net.LearnedGrid;
import io.quarry.net.RoundedLayers;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.seed.Seeds;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The sandwich rule (Yu and Huang 2019, arXiv 1903.05134, section 3) over architectures and, in
 * quantization-aware phases, over formats as well: the largest network in float32, which is the
 * teacher and is trained even where float32 is not among the formats, for a teacher whose weights
 * others move without its say teaches ever worse; the largest in formats; the smallest in formats;
 * random networks in random policies. Of the largest and the smallest one has the fewest bits in
 * every layer and the other draws, turn by turn; what draws a policy draws one format for all of
 * its layers, or one for each, with equal chances.
 */
final class SandwichPasses implements Passes {
  private final ElasticConvNet net;
  private final FormatPlan plan;
  private final Recipe recipe;
  private final Seeds seeds;
  private final SearchSpace space;
  private final Network largest;
  private final Network smallest;

  SandwichPasses(ElasticConvNet net, FormatPlan plan, Recipe recipe, Seeds seeds) {
    this.net = net;
    this.plan = plan;
    this.recipe = recipe;
    this.seeds = seeds;
    this.space = net.space();
    this.largest = net.network(net.largest());
    this.smallest = net.network(net.smallest());
  }

  @Override
  public List<Pass> at(Moment moment) {
    return moment.phase().kind() == Phase.Kind.LARGEST ? largestAlone(moment) : sandwich(moment);
  }

  @Override
  public List<LearnedGrid> grids() {
    return plan.grids();
  }

  @Override
  public String text() {
    return plan.text();
  }

  private List<Pass> largestAlone(Moment moment) {
    Network network = largestAt(moment.step());
    List<Pass> passes = new ArrayList<>();
    passes.add(inFloat32(network, "the largest"));
    if (!moment.phase().formats().areNone()) {
      passes.add(drawn(network, moment, "the largest, rounded,", 0));
    }
    return passes;
  }

  private List<Pass> sandwich(Moment moment) {
    List<Pass> passes = new ArrayList<>();
    passes.add(inFloat32(largest, "the largest"));
    boolean rounds = !moment.phase().formats().areNone();
    if (rounds) {
      boolean even = moment.step() % 2 == 0;
      String rounded = "the largest, rounded,";
      passes.add(even ? lowest(largest, moment, rounded) : drawn(largest, moment, rounded, 0));
      String small = "the smallest";
      passes.add(even ? drawn(smallest, moment, small, 1) : lowest(smallest, moment, small));
    } else {
      passes.add(inFloat32(smallest, "the smallest"));
    }
    for (int i = 0; i < recipe.randomSubnets(); i++) {
      RandomGenerator random = seeds.child("subnet", moment.step(), i).generator();
      Network network = net.network(space.sample(random));
      String name = "a random";
      passes.add(rounds ? drawn(network, moment, name, 2 + i) : inFloat32(network, name));
    }
    return passes;
  }

  private static Pass inFloat32(Network network, String name) {
    return new Pass(network, RoundedLayers.none(), name);
  }

  private Pass lowest(Network network, Moment moment, String name) {
    List<LayerFormats> joined = joined(moment);
    LayerFormats last = joined.get(joined.size() - 1);
    return new Pass(network, plan.uniform(network, last, joined).rounded(), name);
  }

  private Pass drawn(Network network, Moment moment, String name, int position) {
    List<LayerFormats> joined = joined(moment);
    RandomGenerator random = seeds.child("policy", moment.step(), position).generator();
    Policy policy =
        random.nextBoolean()
            ? plan.uniform(network, joined.get(random.nextInt(joined.size())), joined)
            : plan.random(network, joined, random);
    return new Pass(network, policy.rounded(), name);
  }

  private static List<LayerFormats> joined(Moment moment) {
    return moment.phase().formats().joined(moment.progress());
  }

  /** The largest network; at odd steps the largest of block types drawn at random. */
  private Network largestAt(int step) {
    boolean choices = net.family().stages().stream().anyMatch(stage -> stage.blocks().size() > 1);
    if (step % 2 == 0 || !choices) {
      return largest;
    }
    RandomGenerator random = seeds.child("types", step).generator();
    return net.network(
        net.largestOf(
            stage -> {
              List<BlockType> types = net.blockTypes(stage);
              return types.get(random.nextInt(types.size()));
            }));
  }
}
