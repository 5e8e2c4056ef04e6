package io.quarry.search;

import io.quarry.objective.Objective;
import io.quarry.onnx.ModelFile;
import io.quarry.outcome.Measurement;
import io.quarry.problem.InputException;
import io.quarry.report.Runs;
import io.quarry.store.Directory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Exports and verifies in this process. */
public final class RunExports implements Exports {
  private static final String SUFFIX = ".onnx";
  private static final int SHORT_KEY = 8;
  private static final String REBUILT = "delete it, and it is made again from the supernet.";

  private final Function<String, Directory> directories;
  private final List<Objective> known;

  /**
   * Exports over file systems.
   *
   * @param directories gives the directory of a location, a path or a URI
   * @param known the built-in objectives
   */
  public RunExports(Function<String, Directory> directories, List<Objective> known) {
    this.directories = directories;
    this.known = List.copyOf(known);
  }

  @Override
  public ExportedModel export(String run, String key, String out, Overwrite overwrite) {
    StoredRun stored = stored(run);
    Measurement point = stored.measurement(key);
    String fullKey = point.candidate().key();
    Directory target =
        directories.apply(out.isEmpty() ? fullKey.substring(0, SHORT_KEY) + SUFFIX : out);
    Map<String, Measurement> points = Map.of(target.name(), point);
    return write(stored, points, target.parent(), overwrite).get(0);
  }

  @Override
  public List<ExportedModel> exportAll(
      String run, Which which, String directory, Overwrite overwrite) {
    StoredRun stored = stored(run);
    List<String> keys =
        which == Which.FRONT ? stored.directory().frontKeys() : stored.measuredKeys();
    boolean distinct =
        keys.stream().map(key -> key.substring(0, SHORT_KEY)).distinct().count() == keys.size();
    Map<String, Measurement> points = new LinkedHashMap<>();
    for (String key : keys) {
      String name = distinct ? key.substring(0, SHORT_KEY) : key;
      points.put(name + SUFFIX, stored.measurement(key));
    }
    return write(stored, points, directories.apply(directory), overwrite);
  }

  @Override
  public Verifier verifier(String data) {
    return new ModelVerifier(directories, known, data);
  }

  private StoredRun stored(String location) {
    Directory directory = directories.apply(location);
    return StoredRun.of(new Runs(directory.parent(), known), directory.name());
  }

  /** Writes models by the names of their files. */
  private List<ExportedModel> write(
      StoredRun run, Map<String, Measurement> points, Directory to, Overwrite overwrite) {
    List<String> taken = points.keySet().stream().filter(to::holds).toList();
    if (overwrite == Overwrite.REFUSED && !taken.isEmpty()) {
      throw new InputException(
          "There is already %s"
              .formatted(
                  taken.stream()
                      .map(name -> "%s/%s".formatted(to, name))
                      .collect(Collectors.joining(", "))),
          "another --out is meant, or --force, which writes over it.");
    }
    List<ExportedModel> exported = new ArrayList<>();
    Lazy rebuild = new Lazy(run, new RemoteImages(directories));
    points.forEach(
        (name, point) -> {
          ModelFile model = written(run, point).orElseGet(() -> rebuild.get().file(point));
          to.create();
          to.write(name, model.bytes());
          exported.add(
              new ExportedModel("%s/%s".formatted(to, name), model.card(), model.bytes().length));
        });
    return exported;
  }

  /** The run's own file of a point's model. */
  private static Optional<ModelFile> written(StoredRun run, Measurement point) {
    String key = point.candidate().key();
    String location = run.directory().modelLocation(key);
    Optional<ModelFile> file = run.directory().model(key).map(bytes -> readOwn(bytes, location));
    if (file.isPresent()
        && !(file.get().card().candidate().equals(point.candidate())
            && file.get().cardedGraphHash().equals(file.get().graphHash()))) {
      throw new InputException(
          "%s is not the model that was written there".formatted(location), REBUILT);
    }
    return file;
  }

  private static ModelFile readOwn(byte[] bytes, String location) {
    try {
      return ModelFile.read(bytes, location);
    } catch (InputException e) {
      throw new InputException(e.getMessage().lines().findFirst().orElseThrow(), REBUILT, e);
    }
  }

  /** Supernet and images of a run, loaded when they are first needed. */
  private static final class Lazy {
    private final StoredRun run;
    private final RemoteImages images;
    private Rebuild rebuild;

    Lazy(StoredRun run, RemoteImages images) {
      this.run = run;
      this.images = images;
    }

    Rebuild get() {
      if (rebuild == null) {
        rebuild = Rebuild.of(run, images);
      }
      return rebuild;
    }
  }
}
