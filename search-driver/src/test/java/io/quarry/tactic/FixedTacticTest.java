package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.space.Candidate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FixedTacticTest {
  private static final Candidate A = Candidate.of(Map.of("x", "1"));
  private static final Candidate B = Candidate.of(Map.of("x", "2"));
  private static final Candidate C = Candidate.of(Map.of("x", "3"));

  @Test
  void asksForItsCandidatesInTheirOrderAndThenForNoMore() {
    FixedTactic tactic = new FixedTactic(List.of(B, A, B, C));
    assertThat(tactic.ask(0)).isEmpty();
    assertThat(tactic.ask(2)).containsExactly(B, A);
    assertThat(tactic.ask(2)).containsExactly(C);
    assertThat(tactic.ask(2)).isEmpty();
    tactic.tell(List.of(Outcomes.failed(B), Outcomes.failed(A)));
    tactic.withdraw(List.of(C));
    assertThat(tactic.ask(2)).isEmpty();
  }

  @Test
  void doesNotAskForWhatSomebodyElsePaidFor() {
    FixedTactic tactic = new FixedTactic(List.of(A, B));
    tactic.tell(List.of(Outcomes.failed(A), Outcomes.failed(C)));
    assertThat(tactic.ask(5)).containsExactly(B);
    assertThatThrownBy(() -> tactic.tell(List.of(Outcomes.failed(A))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Candidate x=1 was told before");
    assertThatThrownBy(() -> tactic.ask(-1)).hasMessage("-1 candidates cannot be asked for");
  }
}
