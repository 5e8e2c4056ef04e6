package io.quarry.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import io.quarry.store.Lease;
import io.quarry.store.LeaseHolder;
import io.quarry.store.LeaseTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which runs of a directory there are, and which of them and of their supernets may go.
 *
 * @param runs the directory
 * @param now against which ages are counted
 * @param times of leases
 */
public record Retention(Runs runs, Instant now, LeaseTimes times) {
  /** Under which a run waits for its deletion, hidden from everybody. */
  private static final String DELETED = ".deleted-";

  private static final String CHECKPOINT = ".safetensors";
  private static final double MIB = 1024.0 * 1024;

  /**
   * A run.
   *
   * @param name its name
   * @param age since anything in it was written
   * @param bytes of all that it holds
   * @param frontSize points of its front; 0 before there is one
   * @param ended what ended its search
   * @param leased whether a driver has not given its lease back
   */
  public record Entry(
      String name, Duration age, long bytes, int frontSize, Ending ended, boolean leased) {}

  /**
   * What would be deleted.
   *
   * @param runs names
   * @param supernets file names
   * @param remarks what is kept though it is old, and why
   */
  public record Plan(List<String> runs, List<String> supernets, List<String> remarks) {
    public Plan {
      runs = List.copyOf(runs);
      supernets = List.copyOf(supernets);
      remarks = List.copyOf(remarks);
    }
  }

  /** The runs, youngest first. */
  public List<Entry> entries() {
    return runs.names().stream()
        .map(this::entry)
        .sorted(Comparator.comparing(Entry::age).thenComparing(Entry::name))
        .toList();
  }

  private Entry entry(String name) {
    RunDirectory run = runs.existing(name);
    return new Entry(
        name,
        Duration.between(run.modified(), now),
        runs.directory().size(name),
        run.frontSize(),
        run.ended(),
        run.driver().filter(holder -> !holder.released()).isPresent());
  }

  /** A table of the runs. */
  public String text() {
    String[][] rows =
        entries().stream()
            .map(
                entry ->
                    new String[] {
                      entry.name(),
                      text(entry.age()),
                      String.format(Locale.ROOT, "%.1f", entry.bytes() / MIB),
                      String.valueOf(entry.frontSize()),
                      entry.leased() ? "a driver has it" : entry.ended().reason()
                    })
            .toArray(String[][]::new);
    return AsciiTable.getTable(
        AsciiTable.NO_BORDERS,
        new Column[] {
          column("run", HorizontalAlign.LEFT),
          column("age", HorizontalAlign.RIGHT),
          column("MiB", HorizontalAlign.RIGHT),
          column("front", HorizontalAlign.RIGHT),
          column("state", HorizontalAlign.LEFT)
        },
        rows);
  }

  /**
   * Plans to delete what is old: runs but for the youngest and those that a driver has, and
   * supernets that no run needs which is kept.
   *
   * @param age at which something is old
   * @param keep so many of the youngest runs stay, however old they are
   */
  public Plan plan(Duration age, int keep) {
    List<String> old = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    List<Entry> entries = entries();
    for (Entry entry : entries.subList(Math.min(keep, entries.size()), entries.size())) {
      if (entry.age().compareTo(age) <= 0) {
        continue;
      }
      if (entry.leased()) {
        String driver = runs.existing(entry.name()).driver().map(LeaseHolder::text).orElse("");
        remarks.add("%s stays: a driver has it, %s".formatted(entry.name(), driver));
      } else {
        old.add(entry.name());
      }
    }
    Optional<Set<String>> needed = needed(old, remarks);
    List<String> supernets =
        needed.stream().flatMap(files -> oldSupernets(age, files).stream()).toList();
    return new Plan(old, supernets, remarks);
  }

  /** The checkpoints of the runs that stay; empty where one of these cannot tell. */
  private Optional<Set<String>> needed(List<String> old, List<String> remarks) {
    Set<String> needed = new HashSet<>();
    for (String name : runs.names()) {
      if (!old.contains(name)) {
        try {
          needed.add(Runs.supernetFile(runs.configuration(runs.existing(name))));
        } catch (InputException e) {
          remarks.add("all supernets stay: %s".formatted(e.getMessage()));
          return Optional.empty();
        }
      }
    }
    return Optional.of(needed);
  }

  private List<String> oldSupernets(Duration age, Set<String> needed) {
    Directory directory = runs.supernets();
    return directory.names().stream()
        .filter(name -> name.endsWith(CHECKPOINT) && !needed.contains(name))
        .filter(name -> !isLeased(name))
        .filter(
            name ->
                directory
                    .modified(name)
                    .filter(at -> Duration.between(at, now).compareTo(age) > 0)
                    .isPresent())
        .toList();
  }

  /** Whether it is being trained. */
  private boolean isLeased(String checkpoint) {
    return Lease.holder(runs.supernets(), Runs.leaseOf(checkpoint))
        .filter(holder -> !holder.released())
        .isPresent();
  }

  /**
   * Deletes what a plan says, but for runs that a driver has taken since.
   *
   * @return what stayed after all, and why
   */
  public List<String> delete(Plan plan) {
    List<String> remarks = new ArrayList<>();
    Directory directory = runs.directory();
    for (String name : plan.runs()) {
      try {
        runs.existing(name).lease(times).close();
        directory.rename(name, DELETED + name);
      } catch (HeldException e) {
        remarks.add(e.getMessage());
      }
    }
    // Those of an earlier deletion that was cut off, too.
    directory.names().stream().filter(name -> name.startsWith(DELETED)).forEach(directory::delete);
    Optional<Set<String>> needed = needed(List.of(), remarks);
    plan.supernets().stream()
        .filter(name -> needed.filter(files -> !files.contains(name)).isPresent())
        .forEach(runs.supernets()::delete);
    return remarks;
  }

  private static String text(Duration age) {
    return age.toDays() > 0
        ? "%d d".formatted(age.toDays())
        : "%d h %02d min".formatted(Math.max(0, age.toHours()), Math.max(0, age.toMinutesPart()));
  }

  private static Column column(String title, HorizontalAlign align) {
    return new Column()
        .header(title)
        .headerAlign(align)
        .dataAlign(align)
        .maxWidth(Integer.MAX_VALUE);
  }
}
