package io.quarry.cli;

import io.quarry.arch.Shape;
import io.quarry.data.Task.Normalization;
import io.quarry.onnx.ModelCard;
import io.quarry.problem.InputException;
import io.quarry.quantize.Policy;
import io.quarry.report.Figure;
import io.quarry.report.Verification;
import io.quarry.search.ExportedModel;
import io.quarry.search.Exports;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes nothing; remembers what it was asked. Models called changed differ, none is missing. */
final class FakeExports implements Exports {
  private static final ModelCard CARD =
      new ModelCard(
          Candidate.of(Map.of("a.format", "int8/uint8")),
          Policy.parse("a=int8/uint8"),
          new TreeMap<>(Map.of("top1_error_percent", 12.5, "size_bytes", 100.0)),
          List.of(),
          "00",
          "r",
          "0.1.0",
          "0.1.0",
          new Shape(8, 8, 1),
          new Normalization(List.of(0f), List.of(1f)),
          4,
          "{}",
          "00");

  private final List<String> calls = new ArrayList<>();

  List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public ExportedModel export(String run, String key, String out, Overwrite overwrite) {
    calls.add("export %s %s to %s %s".formatted(run, key, out, overwrite));
    return new ExportedModel(out, CARD, 2000);
  }

  @Override
  public List<ExportedModel> exportAll(
      String run, Which which, String directory, Overwrite overwrite) {
    calls.add("export %s of %s to %s %s".formatted(which, run, directory, overwrite));
    return List.of(
        new ExportedModel(directory + "/a.onnx", CARD, 2000),
        new ExportedModel(directory + "/b.onnx", CARD, 2000));
  }

  @Override
  public Verifier verifier(String data) {
    calls.add("verifier on " + data);
    return model -> {
      calls.add("verify " + model);
      if (model.startsWith("none")) {
        throw new InputException("no " + model);
      }
      return new Verification(
          model,
          CARD,
          List.of(
              new Figure.Measured(
                  "top1_error_percent", 12.5, model.startsWith("changed") ? 13 : 12.5),
              new Figure.Carded("size_bytes", 100),
              new Figure.Found("file_bytes", 2000)));
    };
  }
}
