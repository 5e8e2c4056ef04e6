package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.config.BudgetSettings;
import io.quarry.config.PatienceSettings;
import io.quarry.report.Ending;
import io.quarry.store.Directory;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
  private static final double SECOND = 1.0 / 3600;

  @TempDir Path root;

  @Test
  void byDefaultTheEvaluationsEndASearch() {
    Search search = new ToySearch().of(at("a"));
    search.run(() -> false);
    assertThat(search.ending()).isEqualTo(Ending.EVALUATIONS);
    assertThat(search.progress().evaluations()).isEqualTo(ToySearch.BUDGET);
    Search free = new ToySearch().of(at("b"));
    free.runContinuously(() -> false);
    assertThat(free.ending()).isEqualTo(Ending.EVALUATIONS);
    assertThat(free.progress().evaluations()).isEqualTo(ToySearch.BUDGET);
  }

  @Test
  void hoursEndAStartAndTheNextContinues() {
    BudgetSettings tenSeconds = new BudgetSettings(10 * SECOND, 0);
    Search first = new ToySearch().within(tenSeconds).of(at("a"));
    first.run(() -> false);
    assertThat(first.ending()).isEqualTo(Ending.HOURS);
    assertThat(first.progress().evaluations()).isEqualTo(15);
    Search second = new ToySearch().within(tenSeconds).of(at("a"));
    second.run(() -> false);
    assertThat(second.progress().paid()).isEqualTo(15);
    assertThat(second.progress().evaluations()).isEqualTo(30);
    Search third = new ToySearch().within(tenSeconds).of(at("a"));
    third.run(() -> false);
    assertThat(third.ending()).isEqualTo(Ending.EVALUATIONS);
    new ToySearch().of(at("b")).run(() -> false);
    assertThat(ToySearch.store(at("a")).read()).isEqualTo(ToySearch.store(at("b")).read());
  }

  @Test
  void executorHoursAreThoseOfAllStarts() {
    BudgetSettings tenSeconds = new BudgetSettings(0, 10 * SECOND);
    Search first = new ToySearch().within(tenSeconds).of(at("a"));
    first.run(() -> false);
    assertThat(first.ending()).isEqualTo(Ending.EXECUTOR_HOURS);
    assertThat(first.progress().evaluations()).isEqualTo(15);
    Search second = new ToySearch().within(tenSeconds).of(at("a"));
    second.run(() -> false);
    second.countTheRest();
    assertThat(second.ending()).isEqualTo(Ending.EXECUTOR_HOURS);
    assertThat(second.progress().paid()).isZero();
    assertThat(second.tally().front()).isEqualTo(first.tally().front());
  }

  @Test
  void aSearchThatGainsTooLittleEnds() {
    PatienceSettings patience = new PatienceSettings(16, 20);
    Search search = new ToySearch().with(patience).of(at("a"));
    search.run(() -> false);
    assertThat(search.ending()).isEqualTo(Ending.GAIN);
    assertThat(search.progress().evaluations()).isLessThan(ToySearch.BUDGET).isGreaterThan(16);
    Search again = new ToySearch().with(patience).of(at("a"));
    again.run(() -> false);
    assertThat(again.ending()).as("whoever takes it up").isEqualTo(Ending.GAIN);
    assertThat(again.progress().paid()).isZero();
  }

  @Test
  void theGainIsRelativeToWhatThereIs() {
    Limits limits =
        new Limits(100, new BudgetSettings(0, 0), new PatienceSettings(20, 1), () -> 0L);
    assertThat(limits.byGain(0, 0)).isEmpty();
    assertThat(limits.byGain(10, 0)).isEmpty();
    assertThat(limits.byGain(30, 0)).as("without a point there is no gain yet").isEmpty();
    assertThat(limits.byGain(40, 100)).isEmpty();
    assertThat(limits.byGain(55, 100.5)).isEmpty();
    assertThat(limits.byGain(60, 101.5)).as("1.48 % in 20").isEmpty();
    assertThat(limits.byGain(75, 101.51)).as("0.99 % in 20").contains(Ending.GAIN);
  }

  @Test
  void aStopIsTold() {
    Search search = new ToySearch().of(at("a"));
    search.run(() -> true);
    assertThat(search.ending()).isEqualTo(Ending.STOPPED);
  }

  private Directory at(String name) {
    return Directory.of(root.toString(), new Configuration(false)).child(name);
  }
}
