package io.quarry.search;

import java.util.Objects;

/**
 * What distilling the stages of a supernet would take.
 *
 * @param location where distilled stages are kept
 * @param stages with block types and windows, how many there are
 * @param distilled how many of them are there
 * @param teacher for people: where its checkpoint is, or that it has to be trained
 * @param profile where the latency profile is
 * @param hosts what the profile is of
 * @param master Spark's master
 * @param timed all sub-stages that are judged, without their losses
 */
public record StagePlan(
    String location,
    int stages,
    int distilled,
    String teacher,
    String profile,
    String hosts,
    String master,
    StageFigures timed) {
  public StagePlan {
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(teacher, "teacher");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(hosts, "hosts");
    Objects.requireNonNull(master, "master");
    Objects.requireNonNull(timed, "timed");
  }
}
