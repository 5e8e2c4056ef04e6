package io.quarry.page;

import java.util.List;

/**
 * What the report of a run shows, as its page gets it. Figures that are not there are NaN, null in
 * JSON; times are seconds since {@code startedAt}.
 */
record ReportData(
    Head head,
    List<String> notices,
    List<Answer> answers,
    List<Axis> objectives,
    List<Choice> decisions,
    List<Row> rows,
    List<Confirmed> confirmed,
    Growth growth,
    List<Phase> phases,
    List<Lane> lanes,
    double medianSeconds,
    List<Failure> failures,
    Formats formats,
    List<Importance> importances,
    String importanceNote,
    List<Quality> qualities,
    List<Prediction> predictions,
    List<Fact> provenance,
    String configuration) {

  /** The run as a whole. */
  record Head(
      String name,
      String location,
      String state,
      boolean running,
      String ended,
      String writtenAt,
      String startedAt,
      int budget,
      int measured,
      int failed,
      int reused,
      int frontSize,
      int validationImages,
      int testImages) {}

  /**
   * A question that everyone asks.
   *
   * @param verdict the answer in a few words
   * @param lines what it rests on
   * @param row of the candidate that is the answer, -1 where it is none
   */
  record Answer(String question, String verdict, List<String> lines, int row) {}

  /** An objective; whether it was searched for, or only measured too. */
  record Axis(String name, String unit, boolean minimize, boolean searched) {}

  /** A decision and the values that occur. */
  record Choice(String name, boolean format, List<String> values) {}

  /**
   * An evaluated candidate.
   *
   * @param genome index of each decision's value, -1 where it is not active
   * @param scores one an objective
   * @param low the lower ends of their 95 % intervals
   * @param high the upper ends
   * @param cause number of its failure, -1 where it was measured
   * @param incomplete whether an objective of the search is missing
   * @param uniform the one format of all layers that have a choice, or empty
   * @param largest whether no measured network has more multiplications
   */
  record Row(
      String key,
      int batch,
      boolean reused,
      List<Integer> genome,
      List<Double> scores,
      List<Double> low,
      List<Double> high,
      double start,
      double seconds,
      int lane,
      int cause,
      boolean feasible,
      boolean incomplete,
      boolean front,
      String uniform,
      boolean largest) {

    boolean measured() {
      return cause < 0;
    }
  }

  /** What was measured of a point once more, on the test split and in time; row: its number. */
  record Confirmed(
      int row,
      double testError,
      double testLow,
      double testHigh,
      double latency,
      double latencyP10,
      double latencyP90,
      double float32Latency,
      String standing) {}

  /**
   * How the hypervolume grew.
   *
   * @param evaluations the hypervolume after so many evaluations, where it changed
   * @param time the same after so many seconds
   * @param reference what bounds it, for people
   */
  record Growth(List<Step> evaluations, List<Step> time, double last, String reference) {}

  /** At a place the hypervolume was this. */
  record Step(double at, double volume) {}

  /** A phase of the run's last start. */
  record Phase(String name, double from, double to) {}

  /** Where evaluations ran one after another. */
  record Lane(String host, int slot) {}

  /** Why candidates failed; text of the first, key of its candidate. */
  record Failure(String text, int count, String key) {}

  /**
   * The formats of each layer at each point of the front.
   *
   * @param points rows, in the front's order
   * @param values texts of formats, most bits first
   * @param cells by layer, then by point: index of its format, -1 where the point has no such layer
   */
  record Formats(
      List<String> layers, List<Integer> points, List<String> values, List<List<Integer>> cells) {}

  /**
   * How much decisions matter for an objective.
   *
   * @param r2 of the predictor on rows it was not fitted on
   * @param drops by how much shuffling a decision lowers it, greatest first
   */
  record Importance(
      String objective,
      String learner,
      int fitted,
      int heldOut,
      double r2,
      double tau,
      List<Drop> drops) {}

  /** By how much R² falls without a decision. */
  record Drop(String decision, double r2) {}

  /** How good a predictor was in an iteration. */
  record Quality(
      int iteration,
      String objective,
      String learner,
      double heldOutTau,
      double nextTau,
      double nextMape) {}

  /** What was predicted of a candidate before it was measured. */
  record Prediction(
      int iteration, String objective, String key, double predicted, double measured) {}

  /** Something of where the run comes from. */
  record Fact(String name, String value) {}
}
