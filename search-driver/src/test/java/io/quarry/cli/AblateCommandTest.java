package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.config.SearchConfig;
import io.quarry.report.Runs;
import java.util.List;
import org.junit.jupiter.api.Test;

class AblateCommandTest extends CliFixture {
  @Test
  void ablatePrintsThePlanThenTheVariants() {
    int code = run("ablate", "--set", "name=mine", "--set", "search.evaluations=9");

    String name =
        Runs.defaultName(
            SearchConfig.load(List.of(), List.of("name=mine", "search.evaluations=9"), KNOWN));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString().replace(root.toString(), "ROOT").lines())
        .startsWith(
            "run          ROOT/runs/" + name + "-ablate",
            "variants     joint: architecture and formats at once",
            "             architecture-then-policy: 4 evaluations of architectures in"
                + " float32/float32, then 5 of formats for up to 4 of their front",
            "             policy-only: formats of the largest network",
            "             uniform: each format throughout the largest and the smallest network",
            "space        1000000000000 (1.0e+12) candidates")
        .endsWith(
            " variant      evaluations  paid  front size  hypervolume  % of joint ",
            " joint                  2     2           1          400       100.0 ",
            " policy-only            2     1           1          300        75.0 ",
            "",
            "3 evaluations paid, 1 from the store",
            "ROOT/runs/" + name + "-ablate");
    assertThat(engine.calls).containsExactly("plan mine", "ablate mine in " + name + "-ablate");
  }

  @Test
  void anAblationThatIsStoppedOrFindsNothingIsNoSuccess() {
    engine.stopping = true;
    assertThat(run("ablate", "--run", "r")).isEqualTo(130);
    engine.stopping = false;
    engine.infeasible = true;
    assertThat(run("ablate", "--run", "r")).isEqualTo(1);
    assertThat(run("ablate", "--run", "c", "--set", "constraints=[\"size-bytes <= 80\"]"))
        .isEqualTo(3);

    assertThat(err.toString().lines())
        .containsExactly(
            "quarry: Stopped in joint after 3 of 8 evaluations",
            "quarry: all candidates failed; measurements/ holds the causes",
            "quarry: no variant found a point that satisfies the constraints");
  }

  @Test
  void anAblationThatCannotBeIsRefusedBeforeItBegins() {
    assertThat(run("ablate", "--set", "search.evaluations=7")).isEqualTo(2);
    assertThat(run("ablate", "--set", "search.tactic=uniform")).isEqualTo(2);
    assertThat(run("ablate", "--set", "space.restrict.format=int8")).isEqualTo(2);
    String architecture = "{type=inverted,depth=1,width=8,kernel=3,expansion=2}";
    String other = architecture.replace("width=8", "width=12");
    assertThat(
            run(
                "ablate",
                "--set",
                "space.restrict={stem.width=8,stage1=%s,stage2=%s}".formatted(architecture, other)))
        .isEqualTo(2);

    assertThat(err.toString())
        .contains("quarry: search.evaluations = 7 are too few to ablate", "Maybe give it 8 or more")
        .contains("quarry: search.tactic = uniform does not search")
        .contains("quarry: The space leaves no choice of formats")
        .contains("quarry: The space leaves no choice of architecture");
    assertThat(engine.calls).isEmpty();
    assertThat(root.resolve("runs")).doesNotExist();
  }
}
