package io.quarry.fliqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Shape;
import io.quarry.config.SearchConfig;
import io.quarry.score.Objectives;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.train.FormatPlan;
import io.quarry.train.Moment;
import io.quarry.train.Pass;
import io.quarry.train.Phase;
import io.quarry.train.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FliqsPassesTest {
  private static final int STEPS = 6;
  private static final SearchConfig CONFIG =
      SearchConfig.load(List.of(), List.of("policy.formats=[int8,int4]"), Objectives.ALL);
  private static final Phase PHASE = new Phase(Phase.Kind.LARGEST, 1, 0.1, 0);

  private final ElasticConvNet net =
      new ElasticConvNet(CONFIG.supernet().family(), new Shape(20, 20, 1), 12);
  private final List<Candidate> asked = new ArrayList<>();

  @Test
  void whatWasChosenIsTrainedAloneOnceTheControllerIsDone() {
    Controller controller = controller();
    FliqsPasses passes = passes(controller);
    List<Pass> trained =
        IntStream.range(0, STEPS + 4)
            .mapToObj(
                step -> {
                  Moment moment = new Moment(step, PHASE, step / (STEPS + 4.0));
                  Pass pass = passes.at(moment).get(0);
                  passes.trained(moment, pass, 1 + step % 3);
                  return pass;
                })
            .toList();
    assertThat(controller.step()).isEqualTo(STEPS);
    assertThat(asked).hasSize(1);
    Pass chosen = pass(asked.get(0));
    assertThat(trained.subList(STEPS, STEPS + 4)).containsOnly(chosen);
    assertThat(trained.subList(0, STEPS).stream().distinct().collect(Collectors.toList()))
        .hasSizeGreaterThan(1);
  }

  @Test
  void itSettlesOnTheSameAfterAnInterruption() {
    Controller controller = controller();
    FliqsPasses passes = passes(controller);
    for (int step = 0; step < STEPS; step++) {
      Moment moment = new Moment(step, PHASE, 0);
      passes.trained(moment, passes.at(moment).get(0), step);
    }
    FliqsPasses resumed = passes(controller());
    resumed.restore(passes.state());
    Moment next = new Moment(STEPS, PHASE, 0);
    assertThat(resumed.at(next)).isEqualTo(passes.at(next));
    assertThat(asked).hasSize(2);
  }

  private Pass pass(Candidate candidate) {
    return new Pass(
        net.network(candidate),
        CONFIG.policy().policy(candidate, net.network(candidate)).rounded(),
        "the drawn");
  }

  private Controller controller() {
    ControllerSettings settings =
        new ControllerSettings(STEPS, 0, Reward.ABSOLUTE, 1, 0.05, 0.1, 0.99);
    return new Controller(CONFIG.searchSpace(), settings, 1);
  }

  private FliqsPasses passes(Controller controller) {
    Recipe recipe = CONFIG.supernet().recipe();
    return new FliqsPasses(
        net,
        CONFIG.policy(),
        new FormatPlan(net, recipe, CONFIG.policy()),
        controller,
        () -> {
          asked.add(controller.mostProbable());
          return asked.get(asked.size() - 1);
        },
        candidate -> 1,
        new Seeds(3),
        "");
  }
}
