package io.quarry.config;

import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.score.CustomObjective;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** From the names of classes on the class path to objectives. */
final class CustomObjectives {
  private static final Predicate<String> NAME =
      Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*").asMatchPredicate();

  /** As a column of Parquet and CSV; what begins with test_ is measured on the test split. */
  private static final Predicate<String> COLUMN =
      Pattern.compile("(?!test_)[a-z][a-z0-9_]*").asMatchPredicate();

  private CustomObjectives() {}

  /**
   * An objective of a class.
   *
   * @param taken objectives whose names and columns it may not have
   * @throws InputException when there is no such class, it cannot be used, or a name is taken
   */
  static CustomObjective load(String className, List<Objective> taken) {
    CustomObjective custom = load(className);
    Objective objective = declared(className, custom);
    for (Objective other : taken) {
      if (other.name().equals(objective.name()) || other.column().equals(objective.column())) {
        throw new InputException(
            "Class %s declares the objective %s with the column %s, and there is %s with %s"
                .formatted(
                    className, objective.name(), objective.column(), other.name(), other.column()),
            "choose another name.");
      }
    }
    requireSerializable(className, custom);
    return custom;
  }

  /** An objective of a class that was loaded before. */
  static CustomObjective load(String className) {
    try {
      return loaded(className).asSubclass(CustomObjective.class).getConstructor().newInstance();
    } catch (ClassCastException e) {
      throw new InputException(
          "Class %s is no %s".formatted(className, CustomObjective.class.getName()),
          "let it implement that interface.",
          e);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new InputException(
          "Class %s has no public constructor without parameters".formatted(className),
          "make it a public class with one.",
          e);
    } catch (ReflectiveOperationException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new InputException(
          "Class %s cannot be instantiated: %s".formatted(className, reason),
          "its constructor asks for what is not there.",
          e);
    }
  }

  private static Class<?> loaded(String className) {
    try {
      // The thread's loader is the one that knows the jars which spark-submit was given.
      return Class.forName(className, true, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new InputException(
          "Class %s cannot be loaded: %s".formatted(className, e),
          "give its jar to Spark: --jars my.jar.",
          e);
    }
  }

  private static Objective declared(String className, CustomObjective custom) {
    Objective objective;
    try {
      objective = custom.objective();
    } catch (RuntimeException e) {
      throw new InputException(
          "Class %s does not tell its objective: %s".formatted(className, e),
          "its method objective() has a bug.",
          e);
    }
    if (objective == null || !NAME.test(objective.name()) || !COLUMN.test(objective.column())) {
      throw new InputException(
          "Class %s declares %s".formatted(className, objective),
          "name it like energy-mj and its column like energy_mj.");
    }
    return objective;
  }

  private static void requireSerializable(String className, CustomObjective custom) {
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(custom);
    } catch (IOException e) {
      throw new InputException(
          "Class %s cannot travel to executors: %s".formatted(className, e),
          "make the fields that it names serializable, or transient.",
          e);
    }
  }
}
