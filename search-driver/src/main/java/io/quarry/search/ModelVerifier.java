package io.quarry.search;

import io.quarry.config.DataSettings;
import io.quarry.config.SearchConfig;
import io.quarry.data.Task;
import io.quarry.data.Task.Normalization;
import io.quarry.evaluate.Host;
import io.quarry.latency.ModelTimer;
import io.quarry.latency.Protocol;
import io.quarry.objective.Objective;
import io.quarry.onnx.InferenceException;
import io.quarry.onnx.InferenceSession;
import io.quarry.onnx.ModelCard;
import io.quarry.onnx.ModelFile;
import io.quarry.onnx.RuntimeGraph;
import io.quarry.outcome.Latency;
import io.quarry.outcome.TimedOn;
import io.quarry.problem.InputException;
import io.quarry.report.Figure;
import io.quarry.report.Runs;
import io.quarry.report.Verification;
import io.quarry.score.Accuracy;
import io.quarry.score.AccuracyScorer;
import io.quarry.score.Objectives;
import io.quarry.store.Directory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Measures exported models again, in this process; one task in memory at a time. */
final class ModelVerifier implements Exports.Verifier {
  private static final String CONFIGURATION = ".conf";

  /** Sums of a convolution don't depend on how many threads share it out. */
  private static final int THREADS = 1;

  private static final List<String> TIMED_COLUMNS =
      List.of(Objectives.LATENCY_MS.column(), ModelCard.CONTROL_MS);

  private final Function<String, Directory> directories;
  private final List<Objective> known;
  private final String data;

  /** Of the last model, kept for the next; none before the first. */
  private final List<Prepared> last = new ArrayList<>();

  ModelVerifier(Function<String, Directory> directories, List<Objective> known, String data) {
    this.directories = directories;
    this.known = known;
    this.data = data;
  }

  @Override
  public Verification verify(String model) {
    Directory location = directories.apply(model);
    ModelFile file = ModelFile.read(location.parent().read(location.name()), model);
    ModelCard card = file.card();
    Prepared images = prepared(source(card, model), card.normalization());
    requireFit(card, images.task(), model);
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure.Hash("graph_sha256", file.cardedGraphHash(), file.graphHash()));
    figures.add(new Figure.Hash("images_sha256", card.dataHash(), images.hash()));
    Map<String, Double> measured = measured(file, images, model);
    measured.forEach((column, value) -> figures.add(figure(card, column, value)));
    card.timedOn().forEach(on -> figures.add(timed(file, on, model)));
    Set<String> again = figures.stream().map(Figure::name).collect(Collectors.toSet());
    card.measured().keySet().stream()
        .filter(column -> !again.contains(column))
        .forEach(column -> figures.add(new Figure.Carded(column, card.measured().get(column))));
    figures.add(new Figure.Found(Verification.FILE_BYTES, file.bytes().length));
    return new Verification(model, card, figures);
  }

  /**
   * What is measured again, column to value, in the order of reports. Whatever can be measured on a
   * file alone belongs here, and is held beside the card's figure of the same column.
   */
  private static Map<String, Double> measured(ModelFile file, Prepared images, String model) {
    Map<String, Double> measured = new LinkedHashMap<>();
    try {
      Accuracy validation = images.validation().score(file.bytes());
      measured.put(Objectives.TOP1_ERROR.column(), validation.top1ErrorPercent());
      measured.put(Objectives.LOSS.column(), validation.lossNats());
      Accuracy test = images.test().score(file.bytes());
      measured.put(ModelCard.TEST_ERROR, test.top1ErrorPercent());
      measured.put(
          ModelCard.FALLEN_BACK, (double) RuntimeGraph.of(file.bytes()).fallenBack().size());
    } catch (InferenceException e) {
      throw Refusal.of(e, file.card(), model);
    }
    return measured;
  }

  /** The latency, by the protocol of the configuration's defaults, run as it was run then. */
  private Figure timed(ModelFile file, TimedOn then, String model) {
    ModelCard card = file.card();
    if (!card.measured().keySet().containsAll(TIMED_COLUMNS)) {
      throw new InputException(
          "Model %s says what it was timed on, but not its %s"
              .formatted(model, String.join(" and ", TIMED_COLUMNS)),
          "the file was changed after it was written.");
    }
    Protocol defaults = SearchConfig.load(List.of(), List.of(), known).latency().protocol();
    Latency latency =
        new ModelTimer(defaults.with(then.batch(), then.threads()))
            .time(List.of(file.bytes()), ModelTimer.ANY_PACE)
            .get(0);
    Host host = Host.current();
    boolean here =
        host.cpu().equals(then.cpu()) && InferenceSession.runtime().equals(then.runtime());
    return new Figure.Timed(
        Objectives.LATENCY_MS.column(),
        card.measured().get(Objectives.LATENCY_MS.column()),
        latency.medianMs(),
        card.measured().get(ModelCard.CONTROL_MS) / latency.controlMs(),
        here ? "" : then.comparable());
  }

  private static Figure figure(ModelCard card, String column, double value) {
    Double onCard = card.measured().get(column);
    return onCard == null
        ? new Figure.Found(column, value)
        : new Figure.Measured(column, onCard, value);
  }

  /** The images that a model is measured on: the card's, or what the user gave instead. */
  private Source source(ModelCard card, String model) {
    if (data.endsWith(CONFIGURATION)) {
      return Source.of(
          SearchConfig.load(List.of(data), List.of(), known, new StoredFiles(directories)));
    }
    SearchConfig carded =
        SearchConfig.parseData(
            card.data(), "The property quarry.data of %s".formatted(model), known);
    if (data.isEmpty()) {
      return Source.of(carded);
    }
    Directory directory = directories.apply(data);
    Runs runs = new Runs(directory.parent(), known);
    if (runs.holds(directory.name())) {
      return Source.of(runs.configuration(runs.existing(directory.name())));
    }
    DataSettings there = carded.data();
    return new Source(new DataSettings(there.source().at(data), there.splits()), carded.seed());
  }

  private Prepared prepared(Source source, Normalization normalization) {
    if (last.isEmpty()
        || !last.get(0).source().equals(source)
        || !last.get(0).normalization().equals(normalization)) {
      last.clear();
      last.add(Prepared.of(source, normalization, images()));
    }
    return last.get(0);
  }

  private RemoteImages images() {
    return new RemoteImages(directories);
  }

  private static void requireFit(ModelCard card, Task task, String model) {
    if (!card.input().equals(task.shape()) || card.classes() != task.classes()) {
      throw new InputException(
          "%s takes %s and tells %d classes apart, but the images are %s of %d classes"
              .formatted(model, card.input(), card.classes(), task.shape(), task.classes()),
          "other images are meant (--data).");
    }
  }

  /** Where images come from. */
  private record Source(DataSettings data, long seed) {
    static Source of(SearchConfig config) {
      return new Source(config.data(), config.seed());
    }
  }

  /** Images as models take them. */
  private record Prepared(
      Source source,
      Normalization normalization,
      Task task,
      String hash,
      AccuracyScorer validation,
      AccuracyScorer test) {
    static Prepared of(Source source, Normalization normalization, RemoteImages images) {
      Task task = images.load(source.data(), source.seed());
      return new Prepared(
          source,
          normalization,
          task,
          task.evaluationHash(),
          AccuracyScorer.of(task.validation(), normalization, THREADS),
          AccuracyScorer.of(task.test(), normalization, THREADS));
    }
  }
}
