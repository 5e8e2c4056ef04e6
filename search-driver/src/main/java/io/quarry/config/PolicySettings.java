package io.quarry.config;

import java.io.Serializable;
import java.util.List;

/** What number formats a layer may take, and how their ranges are found. */
public record PolicySettings(
    List<String> formats,
    String firstLayer,
    String lastLayer,
    String weightGranularity,
    String weightCalibrator,
    String activationCalibrator)
    implements Serializable {

  public PolicySettings {
    formats = List.copyOf(formats);
  }
}
