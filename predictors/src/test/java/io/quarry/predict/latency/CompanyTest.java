package io.quarry.predict.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CompanyTest {
  @Test
  void withoutAnyNothingChanges() {
    assertThat(Company.none().factor(new double[] {3, 4})).isEqualTo(1);
  }

  /**
   * Each of the first kind makes everything a tenth dearer; the second and the third say nothing.
   */
  @Test
  void whatOneKindDoesToTheOthersIsLearned() {
    RandomGenerator random = new Seeds(1).child("company").generator();
    double[][] rows = new double[80][];
    double[] logs = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {random.nextInt(4), random.nextDouble(), 7};
      logs[i] = rows[i][0] * Math.log(1.1) + 0.01 * random.nextGaussian();
    }
    Company company = Company.fit(rows, logs);
    assertThat(company.factor(new double[] {0, 0.5, 7})).isCloseTo(1, within(0.02));
    assertThat(company.factor(new double[] {3, 0.5, 7})).isCloseTo(1.331, within(0.03));
    // A column that never changed is never looked at.
    assertThat(company.factor(new double[] {3, 0.5, 1e9}))
        .isEqualTo(company.factor(new double[] {3, 0.5, 7}));
    // Far from what was learned the factor is bounded.
    assertThat(company.factor(new double[] {1e6, 0.5, 7})).isCloseTo(1.5, within(1e-9));
    assertThat(company.factor(new double[] {-1e6, 0.5, 7})).isCloseTo(1 / 1.5, within(1e-9));
  }
}
