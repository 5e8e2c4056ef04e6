package io.quarry.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.seed.Seeds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {
  private static final Decision DEPTH = Decision.ordinal("depth", List.of(1, 2, 3));
  private static final Decision BLOCK = Decision.categorical("block", List.of("dense", "inverted"));

  /** Expansion exists in inverted blocks, a second kernel from depth 2 on. */
  private static final SearchSpace SPACE =
      SearchSpace.of(
          List.of(
              DEPTH,
              BLOCK,
              Decision.ordinal("expansion", List.of(3, 4, 6)).when(when("block", "inverted")),
              Decision.ordinal("kernel2", List.of(3, 5)).when(when("depth", "2", "3")),
              Decision.categorical("attention", List.of("yes", "no"))
                  .when(when("depth", "3"), when("expansion", "6"))));

  @Test
  void keepsTheActiveDecisionsAlone() {
    assertThat(SPACE.candidate(new int[] {0, 0, 2, 1, 1}))
        .isEqualTo(Candidate.of(Map.of("depth", "1", "block", "dense")));
    assertThat(SPACE.candidate(new int[] {2, 1, 2, 1, 0}).text())
        .isEqualTo("attention=yes;block=inverted;depth=3;expansion=6;kernel2=5");
  }

  @Test
  void genomesThatDifferInInactiveDecisionsAreOneCandidate() {
    assertThat(SPACE.candidate(new int[] {0, 0, 0, 0, 0}).key())
        .isEqualTo(SPACE.candidate(new int[] {0, 0, 2, 1, 1}).key());
  }

  @Test
  void aDecisionUnderAnInactiveOneIsInactive() {
    // Expansion would be 6, but the dense block has none.
    assertThat(SPACE.candidate(new int[] {2, 0, 2, 0, 0}).decides("attention")).isFalse();
  }

  /** Depth 1: 1+3; depth 2: (1+3)·2; depth 3: (1+2+1·2)·2. */
  @Test
  void countsDistinctCandidates() {
    assertThat(SPACE.size()).isEqualTo(22);
    assertThat(enumerate(SPACE)).hasSize(22);
  }

  @Test
  void emptySpaceHasOneCandidate() {
    SearchSpace empty = SearchSpace.of(List.of());
    assertThat(empty.size()).isEqualTo(1);
    assertThat(empty.candidate(new int[0]).text()).isEmpty();
  }

  @Test
  void conditionsThatNeverHoldCloseADecision() {
    SearchSpace space =
        SearchSpace.of(
            List.of(
                DEPTH, BLOCK.when(when("depth", "9")), Decision.ordinal("width", List.of(8, 16))));
    assertThat(space.size()).isEqualTo(6);
  }

  @Property(tries = 300, seed = "21")
  void sizeIsWhatEnumerationFinds(@ForAll long seed) {
    SearchSpace space = randomSpace(seed);
    assertThat(space.size()).isEqualTo(BigInteger.valueOf(enumerate(space).size()));
  }

  @Property(tries = 300, seed = "22")
  void genomeAndCandidateRoundTrip(@ForAll long seed) {
    SearchSpace space = randomSpace(seed);
    Candidate candidate = space.sample(new SplittableRandom(seed));
    assertThat(space.contains(candidate)).isTrue();
    int[] genome = space.genome(candidate);
    assertThat(space.candidate(genome)).isEqualTo(candidate);
    IntStream.range(0, genome.length)
        .filter(i -> !candidate.decides(space.decisions().get(i).name()))
        .forEach(i -> assertThat(genome[i]).isZero());
  }

  @Property(tries = 300, seed = "23")
  void containsNothingButItsCandidates(@ForAll long seed) {
    SearchSpace space = randomSpace(seed);
    SearchSpace other = randomSpace(seed + 1);
    Set<Candidate> members = enumerate(space);
    enumerate(other).forEach(c -> assertThat(space.contains(c)).isEqualTo(members.contains(c)));
  }

  @Test
  void refusesCandidatesThatDecideTooMuchOrTooLittle() {
    assertThat(SPACE.contains(Candidate.of(Map.of("depth", "1")))).isFalse();
    assertThat(SPACE.contains(Candidate.of(Map.of("depth", "1", "block", "dense", "kernel2", "3"))))
        .isFalse();
    assertThat(SPACE.contains(Candidate.of(Map.of("depth", "4", "block", "dense")))).isFalse();
  }

  /** Stages of a supernet with a format for every layer: far beyond enumeration. */
  @Test
  void countsALargeEntangledSpaceExactly() {
    int stages = 8;
    List<Decision> decisions = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      decisions.add(Decision.ordinal("depth" + s, List.of(1, 2, 3, 4)));
      decisions.add(Decision.categorical("block" + s, List.of("a", "b", "c")));
    }
    for (int s = 0; s < stages; s++) {
      for (int layer = 1; layer <= 4; layer++) {
        String[] deep =
            IntStream.rangeClosed(layer, 4).mapToObj(Integer::toString).toArray(String[]::new);
        decisions.add(
            Decision.ordinal("kernel" + s + layer, List.of(3, 5)).when(when("depth" + s, deep)));
        decisions.add(
            Decision.ordinal("bits" + s + layer, List.of(2, 4, 8))
                .when(when("depth" + s, deep), when("block" + s, "a", "b")));
      }
    }
    long stage = 2 * (6 + 36 + 216 + 1296) + (2 + 4 + 8 + 16);
    assertThat(SearchSpace.of(decisions).size()).isEqualTo(BigInteger.valueOf(stage).pow(stages));
  }

  /** Chi-square of 6,000 draws over 6 cells, 5 degrees of freedom: above 20.5 once in 1,000. */
  @Test
  void samplesEveryDecisionUniformlyAndIndependently() {
    RandomGenerator random = new Seeds(3).generator();
    int[] drawn = new int[6];
    int draws = 6000;
    for (int i = 0; i < draws; i++) {
      int[] genome = SPACE.genome(SPACE.sample(random));
      drawn[genome[0] * 2 + genome[1]]++;
    }
    double expected = draws / 6.0;
    double chiSquare =
        IntStream.of(drawn).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertThat(chiSquare).isLessThan(20.5);
  }

  @Test
  void equalSpacesHaveEqualTexts() {
    assertThat(SPACE.text())
        .isEqualTo(
            """
            depth = [1, 2, 3]
            block = [dense, inverted]
            expansion = [3, 4, 6] when block in [inverted]
            kernel2 = [3, 5] when depth in [2, 3]
            attention = [yes, no] when depth in [3] when expansion in [6]
            """);
  }

  @Test
  void joinedDecisionsMayDependOnEarlierOnes() {
    SearchSpace joined =
        SearchSpace.of(List.of(DEPTH))
            .with(List.of(Decision.ordinal("bits2", List.of(4, 8)).when(when("depth", "2", "3"))));
    assertThat(joined.dimension()).isEqualTo(2);
    assertThat(joined.size()).isEqualTo(5);
  }

  @Test
  void refusesGenomesThatDoNotFit() {
    assertThatThrownBy(() -> SPACE.candidate(new int[] {0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A genome of 2 decisions does not fit a space of 5");
    assertThatThrownBy(() -> SPACE.candidate(new int[] {3, 0, 0, 0, 0}))
        .hasMessage("Decision depth has no value number 3");
    assertThatThrownBy(() -> SPACE.candidate(new int[] {0, -1, 0, 0, 0}))
        .hasMessage("Decision block has no value number -1");
  }

  @Test
  void refusesCandidatesOfAnotherSpace() {
    assertThatThrownBy(() -> SPACE.genome(Candidate.of(Map.of("depth", "7"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Candidate depth=7 is not in this space");
  }

  @Test
  void refusesConditionsOnLaterOrUnknownDecisionsAndDoubleNames() {
    assertThatThrownBy(() -> SearchSpace.of(List.of(BLOCK.when(when("depth", "1")), DEPTH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Decision block depends on depth, which is not declared before it");
    assertThatThrownBy(() -> SearchSpace.of(List.of(DEPTH, DEPTH)))
        .hasMessage("Decision depth is declared twice");
  }

  @Test
  void refusesDecisionsWithoutUsableValues() {
    assertThatThrownBy(() -> Decision.categorical("a", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Decision a has no value");
    assertThatThrownBy(() -> Decision.categorical("a", List.of("x", "y", "x")))
        .hasMessage("Decision a names a value twice: [x, y, x]");
    assertThatThrownBy(() -> new Decision("a", Decision.Kind.ORDINAL, List.of("1", "x"), List.of()))
        .hasMessage("Ordinal decision a has the value x, which is no number");
    assertThatThrownBy(() -> new Condition("a", List.of()))
        .hasMessage("Condition on a allows no value");
  }

  private static Condition when(String decision, String... values) {
    return new Condition(decision, List.of(values));
  }

  /** Up to 7 decisions of 1 to 3 values under up to 2 conditions on earlier ones. */
  static SearchSpace randomSpace(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    List<Decision> decisions = new ArrayList<>();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      List<Integer> values = IntStream.rangeClosed(1, 1 + random.nextInt(3)).boxed().toList();
      Decision decision = Decision.ordinal("d" + i, values);
      for (int c = random.nextInt(3); c > 0 && i > 0; c--) {
        Decision parent = decisions.get(random.nextInt(i));
        List<String> allowed =
            parent.values().stream().filter(value -> random.nextInt(3) > 0).toList();
        decision =
            allowed.isEmpty() ? decision : decision.when(new Condition(parent.name(), allowed));
      }
      decisions.add(decision);
    }
    return SearchSpace.of(decisions);
  }

  static Set<Candidate> enumerate(SearchSpace space) {
    Set<Candidate> found = new HashSet<>();
    int[] genome = new int[space.dimension()];
    while (true) {
      found.add(space.candidate(genome));
      int i = 0;
      while (i < genome.length && ++genome[i] == space.decisions().get(i).values().size()) {
        genome[i++] = 0;
      }
      if (i == genome.length) {
        return found;
      }
    }
  }
}
