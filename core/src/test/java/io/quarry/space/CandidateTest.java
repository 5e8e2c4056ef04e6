package io.quarry.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CandidateTest {
  private static final Candidate CANDIDATE =
      Candidate.of(Map.of("stage1.depth", "2", "kernel", "3", "format.layer1", "int8"));

  @Test
  void textNamesEveryDecisionInOrder() {
    assertThat(CANDIDATE.text()).isEqualTo("format.layer1=int8;kernel=3;stage1.depth=2");
  }

  /** {@code printf %s TEXT | sha256sum}. */
  @Test
  void keyIsTheSha256OfTheText() {
    assertThat(CANDIDATE.key())
        .isEqualTo("524241d79e2c786f92ea4d35040e163359e3b72627138c190e55acfd23da6c9c");
  }

  @Test
  void equalValuesMakeEqualCandidates() {
    Candidate same =
        Candidate.of(Map.of("kernel", "3", "format.layer1", "int8", "stage1.depth", "2"));
    assertThat(same).isEqualTo(CANDIDATE).hasSameHashCodeAs(CANDIDATE);
    assertThat(same.key()).isEqualTo(CANDIDATE.key());
  }

  @Test
  void restrictionKeepsTheNamedDecisions() {
    Candidate restricted = CANDIDATE.restrictedTo(name -> name.startsWith("format."));
    assertThat(restricted).isEqualTo(Candidate.of(Map.of("format.layer1", "int8")));
  }

  @Test
  void tellsWhatItDecides() {
    assertThat(CANDIDATE.value("kernel")).isEqualTo("3");
    assertThat(CANDIDATE.decides("kernel")).isTrue();
    assertThat(CANDIDATE.decides("width")).isFalse();
  }

  @Test
  void anInactiveDecisionHasNoValue() {
    assertThatThrownBy(() -> CANDIDATE.value("width"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Decision width is not active in candidate format.layer1=int8;kernel=3;stage1.depth=2");
  }

  @Test
  void valuesCannotBeChanged() {
    assertThatThrownBy(() -> CANDIDATE.values().put("kernel", "5"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** Sums over decisions, as maps have them, are few here. */
  @Test
  void candidatesThatSwapValuesDoNotShareTheirHash() {
    Set<Integer> hashes = new HashSet<>();
    for (int code = 0; code < 6561; code++) {
      Map<String, String> values = new HashMap<>();
      for (int i = 0, rest = code; i < 8; i++, rest /= 3) {
        values.put("block" + i, String.valueOf(rest % 3));
      }
      Candidate candidate = Candidate.of(values);
      hashes.add(candidate.hashCode() ^ (candidate.hashCode() >>> 16)); // As a HashMap sees it.
    }
    assertThat(hashes).hasSizeGreaterThan(6550);
  }
}
