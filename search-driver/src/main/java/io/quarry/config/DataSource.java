package io.quarry.config;

import java.io.Serializable;

/** Where the images of a task come from. */
public sealed interface DataSource extends Serializable {

  /** The name of the kind of source, as configurations spell it. */
  String kind();

  /** The embedded procedural task. */
  record Glyphs(
      int classes,
      int size,
      double rotationDegrees,
      double scaleSpread,
      double shear,
      double shift,
      double wobble,
      double noise,
      int distractors)
      implements DataSource {
    @Override
    public String kind() {
      return "glyphs";
    }
  }

  /** Files in the format of MNIST. */
  record Idx(String directory) implements DataSource {
    @Override
    public String kind() {
      return "idx";
    }
  }

  /** Files in the binary format of CIFAR-10. */
  record CifarBinary(String directory) implements DataSource {
    @Override
    public String kind() {
      return "cifar-binary";
    }
  }

  /** A folder or zip of class folders. */
  record ImageFolder(String path, int size) implements DataSource {
    @Override
    public String kind() {
      return "image-folder";
    }
  }
}
