package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.config.SearchConfig;
import io.quarry.objective.Scores;
import io.quarry.onnx.InferenceSession;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.quantize.Policy;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.score.ScoredModel;
import io.quarry.score.SupernetScorer;
import io.quarry.score.ValidationImages;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Exported models in ONNX Runtime for Python, whichever version of it is installed. */
class PythonRuntimeIT {
  private static final Path SCRIPT =
      Path.of("src/test/resources/io/quarry/search/classify.py").toAbsolutePath();
  private static final List<Integer> BATCHES = List.of(1, 7, 100);
  private static final float CLOSE = 1e-4f;

  @TempDir private Path home;

  @Test
  void pythonPredictsTheSameClassesInBatchesOfEverySize(TestReporter reporter) throws Exception {
    requirePython();
    Workload workload = Workload.load(config());
    Map<String, byte[]> models = models(workload);
    FloatBuffer images =
        ValidationImages.of(workload.task().validation(), workload.task().normalization())
            .slice(0, workload.task().validation().count());
    python(workload.task().shape(), images, models);

    int[] expected = classes(logits(models.get("int8"), images), workload.task().classes());
    assertThat(IntStream.of(expected).distinct().count())
        .as("a test of one class alone shows nothing")
        .isGreaterThan(1);
    for (Map.Entry<String, byte[]> model : models.entrySet()) {
      float[] logits = logits(model.getValue(), images);
      float largest = largest(logits, new float[logits.length]);
      for (int batch : BATCHES) {
        float[] found = read(home.resolve("%s.onnx.%d.logits".formatted(model.getKey(), batch)));
        assertThat(found).hasSameSizeAs(logits);
        float difference = largest(found, logits);
        reporter.publishEntry(
            "%s in batches of %d: largest difference of logits".formatted(model.getKey(), batch),
            String.valueOf(difference));
        if (model.getKey().equals("float32")) {
          assertThat(difference).isLessThan(CLOSE * largest);
        } else {
          assertThat(classes(found, workload.task().classes()))
              .as("%s in batches of %d", model.getKey(), batch)
              .isEqualTo(classes(logits, workload.task().classes()));
        }
      }
    }
  }

  /** The largest network in one format, and random networks in formats that differ by layer. */
  private Map<String, byte[]> models(Workload workload) {
    Supernets supernets =
        new Supernets(
            new Runs(Directory.of(home.toString(), new Configuration(false)), Objectives.ALL));
    SupernetScorer scorer =
        workload.scorer(supernets.trained(workload, new Silence(), () -> false));
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    for (String formats : List.of("float32", "int8", "int8/int8", "int4", "int3/uint5", "int2")) {
      candidates.put(formats.replace('/', '-'), uniform(workload, formats));
    }
    for (int i = 0; i < 10; i++) {
      candidates.put(
          "mixed" + i, workload.space().sample(workload.seeds().child("mixed", i).generator()));
    }
    Map<String, byte[]> models = new LinkedHashMap<>();
    candidates.forEach((name, candidate) -> models.put(name, model(workload, scorer, candidate)));
    return models;
  }

  private static Candidate uniform(Workload workload, String formats) {
    Candidate architecture = workload.net().largest();
    Network network = workload.net().network(architecture);
    Map<String, String> values = new LinkedHashMap<>(architecture.values());
    network.layers().forEach(layer -> values.put(Policy.decision(layer.name()), formats));
    return Candidate.of(values);
  }

  private static byte[] model(Workload workload, SupernetScorer scorer, Candidate candidate) {
    ScoredModel scored = scorer.score(candidate);
    Provenance from = new Provenance("run", "", "", "", "", 1, "", "", Instant.EPOCH, 1);
    Measurement point = new Measurement(candidate, Scores.of(scored.scores().values()), from);
    return new Cards(workload, one -> Optional.empty()).file(point, 50, scored.model()).bytes();
  }

  private static SearchConfig config() {
    List<String> settings = new ArrayList<>(SparkEngineIT.SETTINGS);
    // A layer without a fixed format may be float32 between integer layers.
    settings.add(
        "policy.formats=[float32,int8,\"int4/uint8\",\"int8/int8\",int3,\"int4/float32\"]");
    return SearchConfig.load(List.of(), settings, Objectives.ALL);
  }

  private void python(Shape shape, FloatBuffer images, Map<String, byte[]> models)
      throws IOException, InterruptedException {
    ByteBuffer bytes =
        ByteBuffer.allocate(images.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(images.duplicate());
    Path file = Files.write(home.resolve("images.bin"), bytes.array());
    List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString(), file.toString()));
    Stream.of(shape.channels(), shape.height(), shape.width(), 1)
        .forEach(number -> command.add(number.toString()));
    BATCHES.forEach(batch -> command.add(batch.toString()));
    command.add("--");
    for (Map.Entry<String, byte[]> model : models.entrySet()) {
      Path written = Files.write(home.resolve(model.getKey() + ".onnx"), model.getValue());
      command.add(written.toString());
    }
    Path log = home.resolve("python.log");
    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(code).as(Files.readString(log)).isZero();
  }

  private static void requirePython() throws InterruptedException {
    try {
      int code = new ProcessBuilder("python3", "-c", "import numpy, onnxruntime").start().waitFor();
      if (code != 0) {
        abort("python3 has no onnxruntime with numpy: pip install onnxruntime");
      }
    } catch (IOException e) {
      abort("There is no python3: " + e.getMessage());
    }
  }

  private static float[] logits(byte[] model, FloatBuffer images) {
    try (InferenceSession session = InferenceSession.open(model, 1)) {
      return session.run(images);
    }
  }

  private static float[] read(Path file) throws IOException {
    FloatBuffer buffer =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static int[] classes(float[] logits, int classes) {
    int[] predicted = new int[logits.length / classes];
    for (int i = 0; i < logits.length; i++) {
      int image = i / classes;
      if (logits[i] > logits[image * classes + predicted[image]]) {
        predicted[image] = i % classes;
      }
    }
    return predicted;
  }

  private static float largest(float[] a, float[] b) {
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
