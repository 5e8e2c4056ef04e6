package io.quarry.data;

import io.quarry.seed.Seeds;
import java.io.Serializable;
import java.util.Optional;

/**
 * Where the images of a task come from. A value: nothing is read before {@link #load}, and equal
 * sources with equal files, sizes and seeds load equal tasks.
 */
public sealed interface DataSource extends Serializable
    permits Glyphs, Idx, CifarBinary, ImageFolder {

  /**
   * Reads or draws the images and splits them.
   *
   * <p>Train, calibration and validation are disjoint, seeded draws from the source's training
   * part, test is one from its test part; each is stratified by class and lists its classes in
   * turns, so that every prefix of a split is close to stratified too.
   *
   * @param sizes how many images each split gets, each at least one
   * @param seeds decides the draws
   * @throws io.quarry.problem.InputException when a file is missing or unfit, or when a split asks
   *     for more images than there are; the message names it
   */
  Task load(SplitSizes sizes, Seeds seeds);

  /**
   * The same source with its files elsewhere.
   *
   * @param path a directory or, where the source takes one, an archive
   * @throws io.quarry.problem.InputException when it has no files
   */
  DataSource at(String path);

  /** Where its files lie, as it was given; empty where there are none, or their place is fixed. */
  Optional<String> location();

  /** The name of the kind of source, as configurations spell it. */
  String kind();
}
