package io.quarry.search;

import io.quarry.onnx.ModelCard;
import java.util.Objects;

/**
 * A model that was written to a file of the user's.
 *
 * @param location of the file
 * @param card what it says of itself
 * @param fileBytes size of the file
 */
public record ExportedModel(String location, ModelCard card, long fileBytes) {
  public ExportedModel {
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(card, "card");
  }
}
