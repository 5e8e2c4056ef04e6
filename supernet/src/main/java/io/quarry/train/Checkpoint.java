package io.quarry.train;

import io.quarry.problem.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A supernet's weights at one step of its training, as a safetensors file with the search space and
 * the recipe in its header. While training goes on it also holds the optimiser's momentum, so that
 * training resumes to the same bits; and always what the controller of a one-shot search learned.
 * Immutable by agreement: no one writes to its arrays.
 */
public final class Checkpoint implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String FORMAT = "quarry-supernet-1";
  private static final String MOMENTUM = "momentum.";
  private static final Predicate<String> COUNT = Pattern.compile("[0-9]{1,9}").asMatchPredicate();

  private final Header header;
  private final TreeMap<String, Tensor> parameters;
  private final TreeMap<String, Tensor> momentum;

  /**
   * What a checkpoint says of itself.
   *
   * @param identity hash of everything that decides the trained weights: data, family, recipe, seed
   * @param space the architecture space as text
   * @param recipe the recipe as text
   * @param step steps done
   * @param steps steps of the whole recipe
   */
  public record Header(String identity, String space, String recipe, int step, int steps)
      implements Serializable {

    /** Whether training has come to its end. */
    public boolean complete() {
      return step == steps;
    }
  }

  /** A named array of the given dimensions, row-major. */
  public static final class Tensor implements Serializable {
    private static final long serialVersionUID = 1L;
    private final List<Integer> dims;
    private final float[] values;

    /** Wraps the values, which are not copied. */
    public Tensor(List<Integer> dims, float[] values) {
      this.dims = List.copyOf(dims);
      this.values = values;
    }

    /** Its dimensions. */
    public List<Integer> dims() {
      return dims;
    }

    /** The values themselves, not a copy. */
    public float[] values() {
      return values;
    }
  }

  /**
   * A checkpoint of the given parameters.
   *
   * @param momentum the optimiser's while training goes on, and what decides the passes has learned
   */
  public Checkpoint(Header header, Map<String, Tensor> parameters, Map<String, Tensor> momentum) {
    this.header = header;
    this.parameters = new TreeMap<>(parameters);
    this.momentum = new TreeMap<>(momentum);
  }

  /** What it says of itself. */
  public Header header() {
    return header;
  }

  /** The parameters by name. */
  public Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** What training needs to go on, and what decides its passes has learned. */
  public Map<String, Tensor> momentum() {
    return Collections.unmodifiableMap(momentum);
  }

  /** SHA-256 over identity, step, names, dimensions and values: what its users are measured on. */
  public String hash() {
    MessageDigest digest = sha256();
    digest.update(SafeTensors.utf8(header.identity + "\n" + header.step + "\n"));
    tensors()
        .forEach(
            (name, tensor) -> {
              digest.update(SafeTensors.utf8(name + tensor.dims + "\n"));
              digest.update(SafeTensors.bytesOf(tensor.values));
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A hash of what decides trained weights. */
  static String identityOf(String net, String recipe, String trainingHash, long seed) {
    MessageDigest digest = sha256();
    for (String part : List.of(FORMAT, net, recipe, trainingHash, String.valueOf(seed))) {
      digest.update(SafeTensors.utf8(part + "\n"));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Writes the safetensors file; the stream stays open. */
  public void writeTo(OutputStream out) throws IOException {
    Map<String, String> metadata =
        Map.of(
            "format",
            FORMAT,
            "identity",
            header.identity,
            "space",
            header.space,
            "recipe",
            header.recipe,
            "step",
            String.valueOf(header.step),
            "steps",
            String.valueOf(header.steps),
            "sha256",
            hash());
    Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    tensors().forEach((name, t) -> tensors.put(name, new SafeTensors.Tensor(t.dims, t.values)));
    new SafeTensors(metadata, tensors).writeTo(out);
  }

  /** The safetensors file as bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads a checkpoint from bytes; see {@link #readFrom}. */
  public static Checkpoint of(byte[] bytes, String name) throws IOException {
    return readFrom(new ByteArrayInputStream(bytes), name);
  }

  /**
   * Reads a checkpoint and checks its hash.
   *
   * @param name what to call it in messages
   * @throws InputException when it is damaged, foreign, or its content does not fit its hash
   */
  public static Checkpoint readFrom(InputStream in, String name) throws IOException {
    SafeTensors file;
    try {
      file = SafeTensors.readFrom(in);
    } catch (SafeTensors.MalformedException e) {
      throw new InputException(
          "Checkpoint %s is damaged: %s".formatted(name, e.getMessage()), DELETE_IT, e);
    }
    Map<String, String> metadata = file.metadata();
    if (!FORMAT.equals(metadata.get("format"))) {
      throw new InputException(
          "%s is not a checkpoint of Quarry: its format is %s"
              .formatted(name, metadata.getOrDefault("format", "not stated")));
    }
    Checkpoint checkpoint = from(file, name);
    if (!checkpoint.hash().equals(metadata.get("sha256"))) {
      throw new InputException(
          "Checkpoint %s is damaged: its content has the hash %s, its header says %s"
              .formatted(name, checkpoint.hash(), metadata.get("sha256")),
          DELETE_IT);
    }
    return checkpoint;
  }

  private static final String DELETE_IT = "delete it, and it is trained again.";

  private static Checkpoint from(SafeTensors file, String name) {
    Map<String, Tensor> parameters = new TreeMap<>();
    Map<String, Tensor> momentum = new TreeMap<>();
    file.tensors()
        .forEach(
            (key, t) -> {
              Tensor tensor = new Tensor(t.shape(), t.values());
              if (key.startsWith(MOMENTUM)) {
                momentum.put(key.substring(MOMENTUM.length()), tensor);
              } else {
                parameters.put(key, tensor);
              }
            });
    Map<String, String> m = file.metadata();
    Header header =
        new Header(
            m.getOrDefault("identity", ""),
            m.getOrDefault("space", ""),
            m.getOrDefault("recipe", ""),
            count(m, "step", name),
            count(m, "steps", name));
    if (header.step > header.steps) {
      throw new InputException(
          "Checkpoint %s is damaged: it is at step %d of %d"
              .formatted(name, header.step, header.steps),
          DELETE_IT);
    }
    return new Checkpoint(header, parameters, momentum);
  }

  private static int count(Map<String, String> metadata, String key, String name) {
    String text = metadata.getOrDefault(key, "");
    if (!COUNT.test(text)) {
      throw new InputException(
          "Checkpoint %s is damaged: its %s is %s".formatted(name, key, text), DELETE_IT);
    }
    return Integer.parseInt(text);
  }

  private SortedMap<String, Tensor> tensors() {
    TreeMap<String, Tensor> all = new TreeMap<>(parameters);
    momentum.forEach((name, tensor) -> all.put(MOMENTUM + name, tensor));
    return all;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
