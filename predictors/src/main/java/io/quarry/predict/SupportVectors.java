package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.Arrays;
import libsvm.svm;
import libsvm.svm_model;
import libsvm.svm_node;
import libsvm.svm_parameter;
import libsvm.svm_problem;
import org.ejml.data.DMatrixRMaj;

/**
 * Support vector regression (Drucker et al. 1997) by LIBSVM, over the kernel of the Gaussian
 * process. The evidence gives the noise, and the noise gives C and ε, so no grid is searched. Its
 * error is absolute, not squared, which outliers move less. Immutable and thread-safe.
 */
public final class SupportVectors extends SharedLearner {
  /**
   * The tube's half width in standard deviations of the noise (Smola et al. 1998: 0.61 for normal).
   */
  private static final double TUBE = 0.3;

  private static final double TOLERANCE = 1e-2;
  private static final double CACHE_MEGABYTES = 32;

  /** Support vector regression. */
  public SupportVectors() {}

  @Override
  public String name() {
    return "svr";
  }

  @Override
  Predictor fitScaled(TrainingSet set, Seeds seeds) {
    KernelFit fit = set.fit;
    svm.svm_set_print_string_function(text -> {});
    svm_model model = svm.svm_train(problem(set, fit.kernel), parameter(fit.evidence));
    double[] dual = new double[set.size()];
    for (int i = 0; i < model.l; i++) {
      dual[(int) model.SV[i][0].value - 1] = model.sv_coef[0][i];
    }
    return KernelModel.of(set, fit, dual, -model.rho[0]);
  }

  private static svm_parameter parameter(Evidence evidence) {
    svm_parameter parameter = new svm_parameter();
    parameter.svm_type = svm_parameter.EPSILON_SVR;
    parameter.kernel_type = svm_parameter.PRECOMPUTED;
    // A Laplacian error of the noise's deviation under a kernel of the evidence's variance.
    parameter.C = Math.min(1e4, Math.sqrt(2 * evidence.variance() / evidence.noise()));
    parameter.p = TUBE * Math.sqrt(evidence.variance() * evidence.noise());
    parameter.eps = TOLERANCE;
    parameter.cache_size = CACHE_MEGABYTES;
    parameter.shrinking = 1;
    return parameter;
  }

  private static svm_problem problem(TrainingSet set, Kernel kernel) {
    int n = set.size();
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    DMatrixRMaj matrix = set.matrix(kernel, all);
    svm_problem problem = new svm_problem();
    problem.l = n;
    problem.y = set.y.clone();
    problem.x = new svm_node[n][n + 1];
    for (int i = 0; i < n; i++) {
      problem.x[i][0] = node(0, i + 1);
      for (int j = 0; j < n; j++) {
        problem.x[i][j + 1] = node(j + 1, matrix.data[i * n + j]);
      }
    }
    return problem;
  }

  private static svm_node node(int index, double value) {
    svm_node node = new svm_node();
    node.index = index;
    node.value = value;
    return node;
  }
}
