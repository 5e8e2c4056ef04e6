package io.quarry.predict.latency;

import java.io.Serializable;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * What networks tell of the errors of their kernels: a Gaussian process after the fact (Rasmussen
 * and Williams 2006, algorithm 2.1). Its scales are those of the greatest marginal likelihood
 * (equation 2.30). A network gone wrong is believed the less, the farther it is from what the
 * others say of it (equations 5.10 to 5.12). Immutable.
 */
final class Posterior implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Deviations of the parts that all kernels share and that a kind shares, relative. */
  private static final double COMMON = 0.3;

  private static final double KIND = 0.3;

  /** Deviation of what a network takes beside its kernels, in median networks. */
  private static final double CONSTANT = 0.3;

  /** The share of a kernel's own in the variance that is not common. */
  private static final double OWN = 0.03;

  private static final double[] LENGTHS = {0.5, 1, 2, 4};
  private static final double[] AMPLITUDES = {0.02, 0.05, 0.1, 0.2, 0.4, 0.8};
  private static final double[] NOISES = {0.003, 0.005, 0.01, 0.02, 0.04, 0.08};

  /** More networks than this do not choose the scales better. */
  private static final int CHOOSING = 240;

  private static final int REWEIGHTINGS = 3;

  /** Deviations up to which a network is believed wholly. */
  private static final double BELIEVED = 2.5;

  private final Scales scales;
  private final double unitMs;

  /** The covariance's inverse, and what it makes of the errors. */
  private final DMatrixRMaj inverse;

  private final double[] weights;

  /** By network: what it is disbelieved by, as added to its variance. */
  private final double[] disbelief;

  private final double constantMs;

  /**
   * The scales of a process.
   *
   * @param length of likeness between kernels of one kind
   * @param amplitude deviation of their errors, relative
   * @param noise deviation of a network's measurement, relative
   */
  private record Scales(double length, double amplitude, double noise) implements Serializable {

    /** Of the relative errors of two kernels. */
    double covariance(Likeness.Point one, Likeness.Point other) {
      double distance = one.squaredDistance(other);
      if (distance == Double.POSITIVE_INFINITY) {
        return COMMON * COMMON;
      }
      double own = distance == 0 ? OWN : 0;
      double like = (1 - OWN) * Math.exp(-distance / (2 * length * length)) + own;
      return COMMON * COMMON + KIND * KIND + amplitude * amplitude * like;
    }

    /** Of the relative errors of two networks, without their noise. */
    double covariance(Company.Observed one, Company.Observed other) {
      double sum = CONSTANT * CONSTANT * one.constant * other.constant;
      for (int a = 0; a < one.points.length; a++) {
        for (int b = 0; b < other.points.length; b++) {
          sum += one.shares[a] * other.shares[b] * covariance(one.points[a], other.points[b]);
        }
      }
      return sum;
    }

    Scales with(double otherAmplitude, double otherNoise) {
      return new Scales(length, otherAmplitude, otherNoise);
    }
  }

  private Posterior(
      Scales scales,
      double unitMs,
      DMatrixRMaj inverse,
      double[] weights,
      double[] doubts,
      Company.Observed[] networks) {
    this.scales = scales;
    this.unitMs = unitMs;
    this.inverse = inverse;
    this.weights = weights;
    this.disbelief =
        Arrays.stream(doubts).map(d -> (d * d - 1) * scales.noise * scales.noise).toArray();
    double constant = 0;
    for (int i = 0; i < weights.length; i++) {
      constant += networks[i].constant * weights[i];
    }
    this.constantMs = CONSTANT * CONSTANT * unitMs * constant;
  }

  /**
   * Learns.
   *
   * @param errors by network: what it takes more than the sum of its kernels, as a share of it
   * @param unitMs what the median network takes
   */
  static Posterior fit(Company.Observed[] networks, double[] errors, double unitMs) {
    int choosing = Math.min(networks.length, CHOOSING);
    Company.Observed[] some = Arrays.copyOf(networks, choosing);
    double[] someErrors = Arrays.copyOf(errors, choosing);
    double[] doubts = new double[networks.length];
    Arrays.fill(doubts, 1);
    Posterior posterior = null;
    for (int step = 0; step < REWEIGHTINGS; step++) {
      Scales scales = likeliest(some, someErrors, Arrays.copyOf(doubts, choosing));
      DMatrixRMaj covariance = covariance(scales, networks);
      posterior = given(scales, covariance, networks, errors, doubts, unitMs);
      doubts = posterior.doubts(errors);
    }
    return posterior;
  }

  private static Scales likeliest(Company.Observed[] networks, double[] errors, double[] doubts) {
    Scales best = null;
    double most = Double.NEGATIVE_INFINITY;
    for (double length : LENGTHS) {
      // A variance enters linearly: two matrices make those of all amplitudes.
      Scales unit = new Scales(length, 1, 0);
      DMatrixRMaj rigid = covariance(unit.with(0, 0), networks);
      DMatrixRMaj like = covariance(unit, networks);
      CommonOps_DDRM.subtractEquals(like, rigid);
      for (double amplitude : AMPLITUDES) {
        DMatrixRMaj sum = new DMatrixRMaj(rigid.numRows, rigid.numCols);
        CommonOps_DDRM.add(1, rigid, amplitude * amplitude, like, sum);
        for (double noise : NOISES) {
          double likelihood = logLikelihood(noisy(sum, noise, doubts), errors);
          if (likelihood > most) {
            most = likelihood;
            best = unit.with(amplitude, noise);
          }
        }
      }
    }
    return best;
  }

  private static DMatrixRMaj covariance(Scales scales, Company.Observed[] networks) {
    int n = networks.length;
    DMatrixRMaj covariance = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double of = scales.covariance(networks[i], networks[j]);
        covariance.set(i, j, of);
        covariance.set(j, i, of);
      }
    }
    return covariance;
  }

  private static DMatrixRMaj noisy(DMatrixRMaj covariance, double noise, double[] doubts) {
    DMatrixRMaj noisy = covariance.copy();
    for (int i = 0; i < doubts.length; i++) {
      noisy.add(i, i, Math.pow(noise * doubts[i], 2));
    }
    return noisy;
  }

  /** But for a constant. */
  private static double logLikelihood(DMatrixRMaj covariance, double[] errors) {
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky = decompose(covariance);
    DMatrixRMaj lower = cholesky.getT(null);
    double[] z = errors.clone();
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      double left = z[i];
      for (int j = 0; j < i; j++) {
        left -= lower.get(i, j) * z[j];
      }
      z[i] = left / lower.get(i, i);
      sum += 0.5 * z[i] * z[i] + Math.log(lower.get(i, i));
    }
    return -sum;
  }

  private static CholeskyDecomposition_F64<DMatrixRMaj> decompose(DMatrixRMaj covariance) {
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky =
        DecompositionFactory_DDRM.chol(covariance.numRows, true);
    if (!cholesky.decompose(covariance.copy())) {
      throw new ArithmeticException(
          "The covariance of %d networks is not positive definite".formatted(covariance.numRows));
    }
    return cholesky;
  }

  private static Posterior given(
      Scales scales,
      DMatrixRMaj covariance,
      Company.Observed[] networks,
      double[] errors,
      double[] doubts,
      double unitMs) {
    DMatrixRMaj inverse = new DMatrixRMaj(covariance.numRows, covariance.numCols);
    CommonOps_DDRM.invertSPD(noisy(covariance, scales.noise, doubts), inverse);
    DMatrixRMaj weights = new DMatrixRMaj(errors.length, 1);
    CommonOps_DDRM.mult(inverse, DMatrixRMaj.wrap(errors.length, 1, errors), weights);
    return new Posterior(scales, unitMs, inverse, weights.data, doubts, networks);
  }

  /** By network: how many times its noise has to be what that of others is. */
  private double[] doubts(double[] errors) {
    double[] left = leftOut(errors);
    double[] deviations = leftOutDeviations();
    double[] doubts = new double[left.length];
    Arrays.setAll(doubts, i -> Math.max(1, Math.abs(left[i]) / deviations[i] / BELIEVED));
    return doubts;
  }

  /** By network: its error beyond what all others say of it. */
  double[] leftOut(double[] errors) {
    double[] left = new double[errors.length];
    Arrays.setAll(left, i -> weights[i] / inverse.get(i, i));
    return left;
  }

  /**
   * By network: what the others leave uncertain of its error, and the noise of one they believe.
   */
  double[] leftOutDeviations() {
    double[] deviations = new double[weights.length];
    Arrays.setAll(deviations, i -> Math.sqrt(1 / inverse.get(i, i) - disbelief[i]));
    return deviations;
  }

  /** The relative error of a kernel. */
  double mean(Likeness.Point kernel, Company.Observed[] networks) {
    double mean = 0;
    for (int i = 0; i < networks.length; i++) {
      double covariance = 0;
      for (int b = 0; b < networks[i].points.length; b++) {
        covariance += networks[i].shares[b] * scales.covariance(kernel, networks[i].points[b]);
      }
      mean += covariance * weights[i];
    }
    return mean;
  }

  /** What a network takes beside its kernels; may be negative. */
  double constantMs() {
    return constantMs;
  }

  double unitMs() {
    return unitMs;
  }

  /** What stays uncertain of a network's relative error, its noise included. */
  double deviation(Company.Observed network, Company.Observed[] networks) {
    int n = networks.length;
    double[] covariance = new double[n];
    Arrays.setAll(covariance, i -> scales.covariance(network, networks[i]));
    double explained = 0;
    for (int i = 0; i < n; i++) {
      double row = 0;
      for (int j = 0; j < n; j++) {
        row += inverse.get(i, j) * covariance[j];
      }
      explained += covariance[i] * row;
    }
    double prior = scales.covariance(network, network) + scales.noise * scales.noise;
    return Math.sqrt(Math.max(prior - explained, scales.noise * scales.noise));
  }
}
