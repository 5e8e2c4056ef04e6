package io.quarry.onnx;

import io.quarry.arch.Shape;
import io.quarry.data.Task.Normalization;
import io.quarry.outcome.TimedOn;
import io.quarry.problem.InputException;
import io.quarry.quantize.Policy;
import io.quarry.space.Candidate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an exported model says of itself: properties of its file whose names begin with {@code
 * quarry.}. Numbers are plain decimals that read back as the same value.
 *
 * @param candidate what it is
 * @param policy the formats of all its layers
 * @param measured what was measured on it, column to value; {@value #TEST_ERROR} too
 * @param timedOn one: what its latency was measured on; or none, where it was not
 * @param supernetHash SHA-256 of the supernet's checkpoint that it is a slice of
 * @param run the run that measured it
 * @param codeVersion of the code that measured it
 * @param producerVersion of the code that wrote the file
 * @param input shape of one image
 * @param normalization of the images
 * @param classes how many logits there are
 * @param data the images that it was measured on: as HOCON, the section {@code data} of the run's
 *     configuration, and the {@code seed} that decides the splits
 * @param dataHash SHA-256 of the calibration and the validation split
 */
public record ModelCard(
    Candidate candidate,
    Policy policy,
    SortedMap<String, Double> measured,
    List<TimedOn> timedOn,
    String supernetHash,
    String run,
    String codeVersion,
    String producerVersion,
    Shape input,
    Normalization normalization,
    int classes,
    String data,
    String dataHash) {

  /** The column of the top-1 error on the test split, in percent. */
  public static final String TEST_ERROR = "test_top1_error_percent";

  /** The column of the control model's median when the latency was measured, in milliseconds. */
  public static final String CONTROL_MS = "latency_control_ms";

  /** The column of the number of layers written in integers that the runtime runs in floats. */
  public static final String FALLEN_BACK = "fallen_back_layers";

  static final String PREFIX = "quarry.";

  private static final String KEY = PREFIX + "key";
  private static final String CANDIDATE = PREFIX + "candidate";
  private static final String ARCHITECTURE = PREFIX + "architecture";
  private static final String POLICY = PREFIX + "policy";
  private static final String LOWERING = PREFIX + "lowering";
  private static final String MEASURED = PREFIX + "measured.";
  private static final String HOST_CLASS = PREFIX + "latency.host-class";
  private static final String HOST = PREFIX + "latency.host";
  private static final String CPU = PREFIX + "latency.cpu";
  private static final String RUNTIME = PREFIX + "latency.runtime";
  private static final String BATCH = PREFIX + "latency.batch";
  private static final String THREADS = PREFIX + "latency.threads";
  private static final String LOAD = PREFIX + "latency.load";
  private static final String TIMED_AT = PREFIX + "latency.timed-at";
  private static final String SUPERNET = PREFIX + "supernet";
  private static final String RUN = PREFIX + "run";
  private static final String CODE = PREFIX + "code-version";
  private static final String PRODUCER = PREFIX + "producer-version";
  private static final String INPUT = PREFIX + "input";
  private static final String OUTPUT = PREFIX + "output";
  private static final String MEAN = PREFIX + "normalization.mean";
  private static final String DEVIATION = PREFIX + "normalization.deviation";
  private static final String CLASSES = PREFIX + "classes";
  private static final String DATA = PREFIX + "data";
  private static final String DATA_HASH = PREFIX + "data-sha256";

  private static final String INPUT_TEXT =
      ModelWriter.INPUT
          + ": float32 [N, %d, %d, %d], NCHW, (pixel / 255 - mean) / deviation by channel";
  private static final String OUTPUT_TEXT = ModelWriter.OUTPUT + ": float32 [N, %d]";
  private static final Pattern SHAPE =
      Pattern.compile("\\[N, ([1-9][0-9]{0,5}), ([1-9][0-9]{0,5}), ([1-9][0-9]{0,5})]");

  private static final Predicate<String> COLUMN =
      Pattern.compile("[a-z][a-z0-9_]*").asMatchPredicate();
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private static final int MOST_CLASSES = 1 << 16;
  private static final int LARGEST_BATCH = 1 << 12;
  private static final int MOST_THREADS = 1 << 10;

  public ModelCard {
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(policy, "policy");
    timedOn = List.copyOf(timedOn);
    measured = Collections.unmodifiableSortedMap(new TreeMap<>(measured));
    Objects.requireNonNull(supernetHash, "supernetHash");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(codeVersion, "codeVersion");
    Objects.requireNonNull(producerVersion, "producerVersion");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(normalization, "normalization");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(dataHash, "dataHash");
  }

  /** Its properties by name, from which {@link #of} makes an equal card. */
  SortedMap<String, String> properties() {
    SortedMap<String, String> properties = new TreeMap<>();
    properties.put(KEY, candidate.key());
    properties.put(CANDIDATE, candidate.text());
    properties.put(
        ARCHITECTURE, candidate.restrictedTo(decision -> !Policy.isDecision(decision)).text());
    properties.put(POLICY, policy.text());
    properties.put(LOWERING, lowerings());
    measured.forEach((column, value) -> properties.put(MEASURED + column, number(value)));
    for (TimedOn on : timedOn) {
      properties.put(HOST_CLASS, on.hostClass());
      properties.put(HOST, on.host());
      properties.put(CPU, on.cpu());
      properties.put(RUNTIME, on.runtime());
      properties.put(BATCH, String.valueOf(on.batch()));
      properties.put(THREADS, String.valueOf(on.threads()));
      properties.put(LOAD, String.valueOf(on.load()));
      properties.put(TIMED_AT, on.at().toString());
    }
    properties.put(SUPERNET, supernetHash);
    properties.put(RUN, run);
    properties.put(CODE, codeVersion);
    properties.put(PRODUCER, producerVersion);
    properties.put(INPUT, INPUT_TEXT.formatted(input.channels(), input.height(), input.width()));
    properties.put(OUTPUT, OUTPUT_TEXT.formatted(classes));
    properties.put(MEAN, joined(normalization.mean()));
    properties.put(DEVIATION, joined(normalization.deviation()));
    properties.put(CLASSES, String.valueOf(classes));
    properties.put(DATA, data);
    properties.put(DATA_HASH, dataHash);
    return properties;
  }

  /**
   * The card of a model's properties.
   *
   * @param origin what messages call the model
   * @throws InputException when it is not a card, or one of which something is wrong
   */
  static ModelCard of(Map<String, String> properties, String origin) {
    Reader reader = new Reader(properties, origin);
    Candidate candidate = candidate(reader.text(CANDIDATE));
    if (!candidate.key().equals(reader.text(KEY))) {
      throw reader.wrong(KEY, "the candidate's key is " + candidate.key());
    }
    SortedMap<String, Double> measured = new TreeMap<>();
    properties.keySet().stream()
        .filter(name -> name.startsWith(MEASURED))
        .forEach(name -> measured.put(reader.column(name), reader.number(name)));
    return new ModelCard(
        candidate,
        reader.policy(),
        measured,
        reader.timedOn(),
        reader.text(SUPERNET),
        reader.text(RUN),
        reader.text(CODE),
        reader.text(PRODUCER),
        reader.shape(),
        reader.normalization(),
        reader.count(CLASSES, MOST_CLASSES),
        reader.text(DATA),
        reader.text(DATA_HASH));
  }

  /** The card for people: a line a property. */
  public String text() {
    return properties().entrySet().stream()
        .map(entry -> entry.getKey().substring(PREFIX.length()) + " = " + entry.getValue())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private String lowerings() {
    return policy.lowerings().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().label())
        .collect(Collectors.joining(";"));
  }

  private static Candidate candidate(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String decision : text.split(";", -1)) {
      int equals = decision.indexOf('=');
      values.put(
          equals < 0 ? decision : decision.substring(0, equals), decision.substring(equals + 1));
    }
    return Candidate.of(values);
  }

  private static String number(double value) {
    BigDecimal plain = BigDecimal.valueOf(value).stripTrailingZeros();
    return plain.signum() == 0 ? "0" : plain.toPlainString();
  }

  private static String joined(List<Float> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** Reads properties, and names the one that cannot be read. */
  private record Reader(Map<String, String> properties, String origin) {
    String text(String name) {
      String value = properties.get(name);
      if (value == null) {
        throw new InputException(
            "Model %s has no property %s".formatted(origin, name),
            "it was not written by quarry search or quarry export.");
      }
      if (CONTROL.matcher(value).find()) {
        // A terminal that the card is printed on would obey them.
        throw new InputException(
            "Model %s has control characters in its property %s".formatted(origin, name),
            "the file was changed after it was written.");
      }
      return value;
    }

    String column(String name) {
      String column = name.substring(MEASURED.length());
      if (!COLUMN.test(column)) {
        throw new InputException(
            "Model %s tells of a measurement that has no such name".formatted(origin),
            "the file was changed after it was written.");
      }
      return column;
    }

    double number(String name) {
      try {
        double number = Double.parseDouble(text(name));
        if (Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException e) {
        throw wrong(name, "a number is wanted");
      }
      throw wrong(name, "a finite number is wanted");
    }

    int count(String name, int most) {
      try {
        int count = Integer.parseInt(text(name));
        if (0 < count && count <= most) {
          return count;
        }
      } catch (NumberFormatException e) {
        throw wrong(name, "a whole number is wanted");
      }
      throw wrong(name, "a number in [1, %d] is wanted".formatted(most));
    }

    List<TimedOn> timedOn() {
      if (!properties.containsKey(HOST_CLASS)) {
        return List.of();
      }
      try {
        return List.of(
            new TimedOn(
                text(HOST_CLASS),
                text(HOST),
                text(CPU),
                text(RUNTIME),
                count(BATCH, LARGEST_BATCH),
                count(THREADS, MOST_THREADS),
                number(LOAD),
                Instant.parse(text(TIMED_AT))));
      } catch (DateTimeParseException e) {
        throw wrong(TIMED_AT, "a time is wanted");
      }
    }

    Policy policy() {
      try {
        return Policy.parse(text(POLICY));
      } catch (InputException e) {
        throw wrong(POLICY, e.getMessage());
      }
    }

    Shape shape() {
      Matcher shape = SHAPE.matcher(text(INPUT));
      if (!shape.find()) {
        throw wrong(INPUT, "a shape [N, C, H, W] is wanted");
      }
      int[] lengths = Stream.of(1, 2, 3).mapToInt(i -> Integer.parseInt(shape.group(i))).toArray();
      return new Shape(lengths[1], lengths[2], lengths[0]);
    }

    Normalization normalization() {
      try {
        return new Normalization(floats(MEAN), floats(DEVIATION));
      } catch (IllegalArgumentException e) {
        throw wrong(DEVIATION, e.getMessage());
      }
    }

    private List<Float> floats(String name) {
      return Stream.of(text(name).split(",", -1)).map(Float::valueOf).toList();
    }

    InputException wrong(String name, String why) {
      return new InputException(
          "Model %s has a property %s = %s that cannot be: %s"
              .formatted(origin, name, text(name), why),
          "the file was changed after it was written.");
    }
  }
}
