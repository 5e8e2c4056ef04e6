package io.quarry.search;

import io.quarry.evaluate.NetworkProfiler;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.LatencyEstimate;
import io.quarry.predict.latency.LatencyModel;
import io.quarry.predict.latency.LatencyQuality;
import io.quarry.profile.LatencyProfile;
import io.quarry.profile.ProfiledNetwork;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Makes a latency profile: first of the networks that a search wants to know and of random ones of
 * a space, then, round by round, half of random ones and half of those that are predicted the least
 * certainly: that have the most kernels which were never timed, and of equals the widest spread
 * (nn-Meter, too, samples more where errors are large; Zhang et al. 2021, section 5.2). Random ones
 * are predicted before they are measured: what these predictions erred by is the profile's quality.
 */
final class ProfileRun {
  /** Networks of a round. */
  private static final int ROUND = 16;

  /** Rounds before the first model. */
  private static final int RANDOM_ROUNDS = 3;

  /** Of so many random networks the least certain ones are profiled. */
  private static final int CHOICE = 512;

  /** The last so many predictions decide whether the profile is good enough, ... */
  private static final int JUDGED = 48;

  /** ... namely if such a share of them is within 10 %, ... */
  private static final double GOOD_SHARE = 0.95;

  /** ... and their order is as right as this, which networks of nearly equal latency need. */
  private static final double GOOD_TAU = 0.92;

  private final SearchSpace space;
  private final List<Candidate> wanted;
  private final Function<Candidate, List<FusedKernel>> kernels;
  private final NetworkProfiler profiler;
  private final Seeds seeds;
  private final int most;
  private final String location;
  private final Consumer<LatencyProfile> save;

  private final Set<String> asked = new HashSet<>();
  private final Set<FusedKernel> timed = new HashSet<>();
  private final Map<String, Double> predicted = new HashMap<>();
  private final List<double[]> judged = new ArrayList<>();
  private int unsteady;

  /** Nothing before the first group came. */
  private LatencyProfile profile;

  /**
   * A profile that has not begun.
   *
   * @param space whose networks are profiled
   * @param wanted networks that are profiled first: between them they have all kinds of kernels,
   *     some of which hardly any random one has
   * @param kernels of a candidate's network, in the order of execution
   * @param most networks to profile, positive
   * @param location of what is saved, for people
   * @param save gets the profile after each round
   */
  ProfileRun(
      SearchSpace space,
      List<Candidate> wanted,
      Function<Candidate, List<FusedKernel>> kernels,
      NetworkProfiler profiler,
      Seeds seeds,
      int most,
      String location,
      Consumer<LatencyProfile> save) {
    this.space = space;
    this.wanted = List.copyOf(wanted);
    this.kernels = kernels;
    this.profiler = profiler;
    this.seeds = seeds;
    this.most = most;
    this.location = location;
    this.save = save;
  }

  /**
   * Profiles until the profile is good or has all its networks, or until {@code stop} is true.
   *
   * @throws StoppedException when it was stopped before the first network was profiled
   */
  ProfileResult run(Progress.Work work, BooleanSupplier stop) {
    Optional<LatencyModel> model = Optional.empty();
    for (int round = 0; asked.size() < most && !isGood() && !stop.getAsBoolean(); round++) {
      List<Candidate> candidates = next(round, model);
      if (candidates.isEmpty()) {
        break;
      }
      profiler.profile(candidates, this::learn, stop);
      boolean some = profile != null && !profile.networks().isEmpty();
      if (some) {
        save.accept(profile);
      }
      if (some && round + 1 >= RANDOM_ROUNDS) {
        model = Optional.of(profile.model());
      }
      work.reach(asked.size(), detail());
    }
    if (profile == null || profile.networks().isEmpty()) {
      throw new StoppedException(
          "No network was profiled; of %d the latency was too unsteady".formatted(unsteady));
    }
    return new ProfileResult(location, profile, unsteady, judged());
  }

  /** What the next round profiles; the random ones first. */
  private List<Candidate> next(int round, Optional<LatencyModel> model) {
    RandomGenerator random = seeds.child("round", round).generator();
    int size = Math.min(ROUND, most - asked.size());
    int uncertain = model.isPresent() ? size / 2 : 0;
    List<Candidate> candidates = new ArrayList<>();
    if (round == 0) {
      candidates.addAll(wanted.subList(0, Math.min(size, wanted.size())));
      candidates.forEach(candidate -> asked.add(candidate.text()));
    }
    candidates.addAll(fresh(size - uncertain - candidates.size(), random));
    if (model.isPresent()) {
      LatencyModel fitted = model.get();
      for (Candidate candidate : candidates) {
        estimate(fitted, candidate)
            .ifPresent(found -> predicted.put(candidate.text(), found.latencyMs()));
      }
      candidates.forEach(candidate -> timed.addAll(kernels.apply(candidate)));
      List<Candidate> choice = new ArrayList<>(fresh(CHOICE, random));
      choice.removeAll(candidates);
      while (candidates.size() < size && !choice.isEmpty()) {
        take(Collections.max(choice, leastCertainLast(fitted)), choice, candidates);
      }
    }
    candidates.forEach(candidate -> asked.add(candidate.text()));
    candidates.forEach(candidate -> timed.addAll(kernels.apply(candidate)));
    return candidates;
  }

  /** What the next is to have that this one has not is counted anew. */
  private void take(Candidate one, List<Candidate> from, List<Candidate> to) {
    from.remove(one);
    to.add(one);
    timed.addAll(kernels.apply(one));
  }

  private Comparator<Candidate> leastCertainLast(LatencyModel model) {
    Map<Candidate, Double> spreads = new HashMap<>();
    return Comparator.comparingLong(this::untimed)
        .thenComparingDouble(c -> spreads.computeIfAbsent(c, one -> uncertainty(model, one)))
        .thenComparing(Candidate::text);
  }

  /** How many of a network's kernels were never timed. */
  private long untimed(Candidate candidate) {
    return kernels.apply(candidate).stream().filter(kernel -> !timed.contains(kernel)).count();
  }

  /** Random candidates that were not asked for; fewer where the space has hardly any left. */
  private List<Candidate> fresh(int count, RandomGenerator random) {
    Set<Candidate> fresh = new LinkedHashSet<>();
    for (int draw = 0; draw < 10 * count && fresh.size() < count; draw++) {
      Candidate candidate = space.sample(random);
      if (!asked.contains(candidate.text())) {
        fresh.add(candidate);
      }
    }
    return List.copyOf(fresh);
  }

  /** Spread of a prediction, relative to it; the most where a kind of kernel is new. */
  private double uncertainty(LatencyModel model, Candidate candidate) {
    return estimate(model, candidate)
        .map(found -> found.spreadMs() / found.latencyMs())
        .orElse(Double.MAX_VALUE);
  }

  private Optional<LatencyEstimate> estimate(LatencyModel model, Candidate candidate) {
    List<FusedKernel> of = kernels.apply(candidate);
    return model.unseen(of).isEmpty() ? Optional.of(model.predict(of)) : Optional.empty();
  }

  private void learn(NetworkProfiler.Group group) {
    unsteady += group.unsteady();
    LatencyProfile before = profile == null ? LatencyProfile.of(group.on()) : profile;
    profile = before.with(group.networks());
    for (ProfiledNetwork network : group.networks()) {
      Double guess = predicted.get(network.candidate());
      if (guess != null) {
        // At the pace of what it was predicted from.
        double toPace = profile.paceMs() / network.controlMs();
        judged.add(new double[] {guess, network.latencyMs() * toPace});
      }
    }
  }

  private boolean isGood() {
    return judged.size() >= JUDGED
        && judged().stream()
            .allMatch(
                last -> last.within10Percent() >= GOOD_SHARE && last.kendallTau() >= GOOD_TAU);
  }

  /** Of the last predictions; none before there are two. */
  private List<LatencyQuality> judged() {
    List<double[]> last = judged.subList(Math.max(0, judged.size() - JUDGED), judged.size());
    return last.size() < 2
        ? List.of()
        : List.of(
            LatencyQuality.of(
                last.stream().mapToDouble(pair -> pair[0]).toArray(),
                last.stream().mapToDouble(pair -> pair[1]).toArray()));
  }

  private String detail() {
    List<String> parts = new ArrayList<>();
    for (LatencyQuality last : judged()) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%.0f %% of the last %d predictions within 10 %%",
              100 * last.within10Percent(),
              last.count()));
    }
    if (unsteady > 0) {
      parts.add("%d unsteady".formatted(unsteady));
    }
    return String.join(", ", parts);
  }
}
