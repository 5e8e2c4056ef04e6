package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Scores;
import io.quarry.onnx.ModelCard;
import io.quarry.onnx.ModelFile;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.problem.InputException;
import io.quarry.report.Figure;
import io.quarry.report.Verification;
import io.quarry.score.Objectives;
import io.quarry.search.Exports.Overwrite;
import io.quarry.search.Exports.Which;
import io.quarry.store.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was made once, and copies of it for each test. */
class RunExportsIT {
  @TempDir private static Path made;

  @TempDir private Path home;

  private final Exports exports =
      new RunExports(location -> Directory.of(location, CopiedRun.HADOOP), Objectives.ALL);
  private CopiedRun copy;
  private String run;

  @BeforeAll
  static void search() {
    CopiedRun.make(made);
  }

  @BeforeEach
  void copy() throws IOException {
    copy = CopiedRun.of(made, home);
    run = copy.location();
  }

  @Test
  void aModelOfTheFrontIsTheRunsOwnFileAndMadeAnewItIsTheSame() throws IOException {
    String key = copy.front().get(0);
    Path own = Path.of(run, "models", key + ".onnx");
    byte[] bytes = Files.readAllBytes(own);

    ExportedModel taken =
        exports.export(run, key.substring(0, 8), out("a.onnx"), Overwrite.REFUSED);
    Files.delete(own);
    ExportedModel rebuilt = exports.export(run, key, out("b.onnx"), Overwrite.REFUSED);

    assertThat(taken.location()).isEqualTo(out("a.onnx"));
    assertThat(Files.readAllBytes(Path.of(out("a.onnx")))).isEqualTo(bytes);
    assertThat(Files.readAllBytes(Path.of(out("b.onnx")))).isEqualTo(bytes);
    assertThat(rebuilt.card()).isEqualTo(taken.card());
    assertThat(rebuilt.fileBytes()).isEqualTo(bytes.length);
  }

  @Test
  void theCardSaysWhatTheStoreSays() throws IOException {
    for (String key : copy.front()) {
      ModelCard card = card(Path.of(run, "models", key + ".onnx"));
      Measurement stored = (Measurement) copy.outcomes().get(key);
      assertThat(card.candidate()).isEqualTo(stored.candidate());
      assertThat(card.supernetHash()).isEqualTo(stored.provenance().supernetHash());
      assertThat(card.run()).isEqualTo(CopiedRun.RUN);
      Objectives.SCORED.forEach(
          objective ->
              assertThat(card.measured())
                  .containsEntry(objective.column(), stored.scores().of(objective)));
      assertThat(card.measured()).containsKey(ModelCard.TEST_ERROR);
      SearchConfig data = SearchConfig.parse(card.data(), "card", Objectives.ALL);
      assertThat(data.data()).isEqualTo(CopiedRun.CONFIG.data());
      assertThat(data.seed()).isEqualTo(CopiedRun.CONFIG.seed());
    }
  }

  @Test
  void everythingMeasuredIsExportedAndAgreesWhenVerified() throws IOException {
    Exports.Verifier verifier = exports.verifier("");
    int beside = 0;
    for (String key : copy.outcomes().keySet()) {
      exports.export(run, key, out(key + ".onnx"), Overwrite.REFUSED);
      Verification verification = verifier.verify(out(key + ".onnx"));
      assertThat(verification.agrees()).as(verification.text()).isTrue();
      assertThat(verification.figures().stream().filter(Figure.Measured.class::isInstance))
          .extracting(Figure::name)
          .containsExactly("top1_error_percent", "loss_nats", "test_top1_error_percent");
      assertThat(verification.figures().stream().filter(Figure.Carded.class::isInstance))
          .extracting(Figure::name)
          .containsExactly("bops", "macs", "size_bytes");
      beside += copy.front().contains(key) ? 0 : 1;
    }
    assertThat(beside).as("candidates beside the front").isPositive();
  }

  @Test
  void theFrontIsExportedInItsOrderUnderShortNames() throws IOException {
    Files.delete(Path.of(run, "models", copy.front().get(0) + ".onnx"));

    List<ExportedModel> models = exports.exportAll(run, Which.FRONT, out("d"), Overwrite.REFUSED);

    assertThat(models)
        .extracting(ExportedModel::location)
        .isEqualTo(
            copy.front().stream()
                .map(key -> out("d/%s.onnx".formatted(key.substring(0, 8))))
                .toList());
    for (ExportedModel model : models) {
      String key = model.card().candidate().key();
      assertThat(Path.of(model.location()))
          .hasSameBinaryContentAs(
              made.resolve(CopiedRun.RUN).resolve("models").resolve(key + ".onnx"));
    }
    assertRefused(() -> exports.exportAll(run, Which.FRONT, out("d"), Overwrite.REFUSED))
        .hasMessageStartingWith("There is already " + models.get(0).location())
        .hasMessageContaining("--force");
    assertThat(exports.exportAll(run, Which.FRONT, out("d"), Overwrite.ALLOWED)).isEqualTo(models);
  }

  @Test
  void keysAreToldApart() {
    assertRefused(() -> exports.export(run, "", out("a.onnx"), Overwrite.REFUSED))
        .hasMessageStartingWith(
            "16 candidates of run %s have keys that begin with : ".formatted(run))
        .hasMessageContaining(" and 11 more");
    String key = copy.outcomes().keySet().iterator().next();
    String wrong = key.substring(0, 8) + "x";
    assertRefused(() -> exports.export(run, wrong, out("a.onnx"), Overwrite.REFUSED))
        .hasMessageStartingWith(
            "Run %s holds no candidate whose key begins with %s, among 16".formatted(run, wrong))
        .hasMessageEndingWith(
            "Maybe one that begins with %s is meant: %s."
                .formatted(key.substring(0, 8), key.substring(0, 16)));
    assertRefused(() -> exports.export(run, "zz", out("a.onnx"), Overwrite.REFUSED))
        .hasMessageEndingWith("Maybe another run is meant; front.csv has the keys of its front.");
    assertThat(Path.of(out("a.onnx"))).doesNotExist();
  }

  @Test
  void whatIsNoRunIsRefusedAndTheRunsInItAreTold() {
    String runs = home.resolve("runs").toString();
    assertRefused(() -> exports.export(runs, "a", "", Overwrite.REFUSED))
        .hasMessageContaining("%s is not a run: it holds no config.conf".formatted(runs))
        .hasMessageContaining("Maybe one of the runs in it is meant: r.");
    assertRefused(() -> exports.exportAll(out("none"), Which.FRONT, "", Overwrite.REFUSED))
        .hasMessageContaining("none is not a run");
  }

  @Test
  void aRunWithoutAFrontSaysSo() throws IOException {
    Files.delete(Path.of(run, "front.csv"));
    assertRefused(() -> exports.exportAll(run, Which.FRONT, "", Overwrite.REFUSED))
        .hasMessageStartingWith("Run %s has no front.csv yet".formatted(run));
  }

  @Test
  void aFailedCandidateHasNoModel() {
    Measurement some = (Measurement) copy.outcomes().values().iterator().next();
    String key = copy.replace(new Failed(some.candidate(), "out of luck", some.provenance()));
    assertRefused(() -> exports.export(run, key, out("a.onnx"), Overwrite.REFUSED))
        .hasMessage(
            "Candidate %s of run %s failed, and has no model: out of luck".formatted(key, run));
  }

  @Test
  void aMissingSupernetIsTold() throws IOException {
    Files.delete(copy.supernet());
    String key = copy.notOnTheFront();
    assertRefused(() -> exports.export(run, key, out("a.onnx"), Overwrite.REFUSED))
        .hasMessageStartingWith("Supernet %s is missing".formatted(copy.supernet()))
        .hasMessageContaining("Maybe quarry train makes it");
  }

  @Test
  void aMeasurementOfAnotherSupernetIsTold() {
    Measurement some = (Measurement) copy.outcomes().get(copy.notOnTheFront());
    Provenance from = some.provenance();
    String key =
        copy.replace(
            new Measurement(some.candidate(), some.scores(), of(from, "beef", from.dataHash())));
    assertRefused(() -> exports.export(run, key, out("a.onnx"), Overwrite.REFUSED))
        .hasMessageStartingWith("Candidate %s was measured on supernet beef".formatted(key))
        .hasMessageContaining("the supernet changed");
  }

  @Test
  void aMeasurementOnOtherImagesIsTold() {
    Measurement some = (Measurement) copy.outcomes().get(copy.notOnTheFront());
    Provenance from = some.provenance();
    String key =
        copy.replace(
            new Measurement(
                some.candidate(), some.scores(), of(from, from.supernetHash(), "beef")));
    assertRefused(() -> exports.export(run, key, out("a.onnx"), Overwrite.REFUSED))
        .hasMessageContaining("was measured on images of hash beef");
  }

  @Test
  void aScoreThatIsNotReachedAgainIsTold() {
    Measurement some = (Measurement) copy.outcomes().get(copy.notOnTheFront());
    Map<String, Double> scores = new TreeMap<>(some.scores().values());
    scores.merge("loss", Math.ulp(scores.get("loss")), Double::sum);
    Provenance from = some.provenance();
    String key =
        copy.replace(
            new Measurement(
                some.candidate(),
                Scores.of(scores),
                of(from, from.supernetHash(), from.dataHash())));
    assertRefused(() -> exports.export(run, key, out("a.onnx"), Overwrite.REFUSED))
        .hasMessageContaining("Candidate %s has loss ".formatted(key))
        .hasMessageContaining("Maybe the code changed: it was measured by another, and this is ");
  }

  @Test
  void aChangedModelOfTheRunIsNotHandedOn() throws IOException {
    String key = copy.front().get(0);
    Path own = Path.of(run, "models", key + ".onnx");
    Files.write(own, changed(Files.readAllBytes(own)));
    assertRefused(() -> exports.export(run, key, out("a.onnx"), Overwrite.REFUSED))
        .hasMessageStartingWith("%s is not the model that was written there".formatted(own))
        .hasMessageContaining("Maybe delete it");
    Files.write(own, new byte[] {1});
    assertRefused(() -> exports.export(run, key, out("a.onnx"), Overwrite.REFUSED))
        .hasMessageContaining(own.toString())
        .hasMessageContaining("Maybe delete it");
  }

  @Test
  void changedWeightsAreFound() throws IOException {
    Path own = Path.of(run, "models", copy.front().get(0) + ".onnx");
    Files.write(own, changed(Files.readAllBytes(own)));

    Verification verification = exports.verifier("").verify(own.toString());

    assertThat(verification.agrees()).isFalse();
    assertThat(verification.figures().stream().filter(Figure::differs))
        .extracting(Figure::name)
        .contains("graph_sha256", "loss_nats");
    assertThat(verification.line()).contains("  differs  ");
  }

  @Test
  void otherImagesAreTakenFromARunOrAConfiguration() throws IOException {
    String model = Path.of(run, "models", copy.front().get(0) + ".onnx").toString();
    assertThat(exports.verifier(run).verify(model).agrees()).isTrue();
    assertThat(exports.verifier(run + "/config.conf").verify(model).agrees()).isTrue();

    String text = Files.readString(Path.of(run, "config.conf"));
    Path reseeded = Files.writeString(home.resolve("other.conf"), text + "\nseed = 6\n");
    Verification other = exports.verifier(reseeded.toString()).verify(model);
    assertThat(other.figures().stream().filter(Figure::differs))
        .extracting(Figure::name)
        .contains("images_sha256", "loss_nats")
        .doesNotContain("graph_sha256");

    Path smaller = Files.writeString(home.resolve("smaller.conf"), text + "\ndata.classes = 3\n");
    assertRefused(() -> exports.verifier(smaller.toString()).verify(model))
        .hasMessageContaining("tells 4 classes apart, but the images are ")
        .hasMessageContaining("of 3 classes");
    assertRefused(() -> exports.verifier(home.toString()).verify(model))
        .hasMessageStartingWith("Glyphs are drawn, not read");
  }

  @Test
  void aModelThatTheRuntimeRefusesIsToldWithNodeAndPolicy() throws IOException {
    Path own = Path.of(run, "models", copy.front().get(0) + ".onnx");
    String policy = card(own).policy().text();
    // As text of a character a byte; the name keeps its length.
    String bytes = Files.readString(own, StandardCharsets.ISO_8859_1);
    Files.writeString(own, bytes.replace("transB", "transX"), StandardCharsets.ISO_8859_1);
    assertRefused(() -> exports.verifier("").verify(own.toString()))
        .hasMessageStartingWith("ONNX Runtime refuses %s at node logits".formatted(own))
        .hasMessageContaining("whose policy is " + policy)
        .hasMessageContaining("transX");
    // What Quarry does not write does not come as far as the runtime.
    Files.writeString(
        own, bytes.replace("GlobalAveragePool", "GlobalAverageFool"), StandardCharsets.ISO_8859_1);
    assertRefused(() -> exports.verifier("").verify(own.toString()))
        .hasMessageContaining("an operator :GlobalAverageFool");
    assertRefused(() -> exports.verifier("").verify(out("none.onnx")))
        .hasMessageContaining("none.onnx cannot be read");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(InputException.class);
  }

  private static ModelCard card(Path model) throws IOException {
    return ModelFile.read(Files.readAllBytes(model), "model").card();
  }

  /** The file with a bit of the classifier's first bias turned over. */
  private static byte[] changed(byte[] model) {
    String name = "classifier.bias.codes";
    int end = new String(model, StandardCharsets.ISO_8859_1).lastIndexOf(name) + name.length();
    byte[] changed = model.clone();
    changed[end + 2 + 2] ^= 1; // Behind a tag and a length; the third byte of four.
    return changed;
  }

  private String out(String name) {
    return home.resolve("out").resolve(name).toString();
  }

  private static Provenance of(Provenance from, String supernetHash, String dataHash) {
    return new Provenance(
        from.run(),
        from.configurationHash(),
        supernetHash,
        dataHash,
        "another",
        from.seed(),
        from.host(),
        from.cpu(),
        from.startedAt(),
        from.durationMs());
  }
}
