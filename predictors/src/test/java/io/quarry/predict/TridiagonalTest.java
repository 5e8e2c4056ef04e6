package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class TridiagonalTest {
  @Test
  void shiftedSystemsAreSolvedAsByAPlainSolver() {
    RandomGenerator random = new Seeds(1).child("tridiagonal").generator();
    for (int n : new int[] {1, 2, 3, 17, 40}) {
      DMatrixRMaj k = gram(n, random);
      double[] y = random.doubles(n).toArray();
      Tridiagonal system = Tridiagonal.of(k.copy());
      double[] z = system.project(y);
      assertThat(system.restore(z)).containsExactly(y, within(1e-12));
      for (double lambda : new double[] {1e-3, 1, 50}) {
        DMatrixRMaj plain = k.copy();
        for (int i = 0; i < n; i++) {
          plain.add(i, i, lambda);
        }
        DMatrixRMaj solution = new DMatrixRMaj(n, 1);
        CommonOps_DDRM.solve(plain, DMatrixRMaj.wrap(n, 1, y.clone()), solution);
        DMatrixRMaj inverse = new DMatrixRMaj(n, n);
        CommonOps_DDRM.invert(plain, inverse);
        Tridiagonal.Shifted shifted = system.shifted(lambda);
        double[] fast = system.restore(shifted.solve(z));
        double quadratic = 0;
        for (int i = 0; i < n; i++) {
          assertThat(fast[i]).isCloseTo(solution.get(i), within(1e-7));
          quadratic += y[i] * solution.get(i);
        }
        assertThat(shifted.quadratic(z)).isCloseTo(quadratic, within(1e-6));
        assertThat(shifted.logDeterminant())
            .isCloseTo(Math.log(CommonOps_DDRM.det(plain)), within(1e-8));
        double trace = CommonOps_DDRM.trace(inverse);
        assertThat(shifted.inverseTrace() / trace).isCloseTo(1, within(1e-8));
      }
    }
  }

  /** Of rank about half its size, as Gram matrices are. */
  private static DMatrixRMaj gram(int n, RandomGenerator random) {
    DMatrixRMaj x = new DMatrixRMaj(n, n / 2 + 1);
    for (int i = 0; i < x.data.length; i++) {
      x.data[i] = random.nextGaussian();
    }
    DMatrixRMaj k = new DMatrixRMaj(n, n);
    CommonOps_DDRM.multTransB(x, x, k);
    return k;
  }
}
