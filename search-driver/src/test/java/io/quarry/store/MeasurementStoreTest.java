package io.quarry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.problem.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementStoreTest {
  private static final List<Objective> OBJECTIVES = List.of(Outcomes.ERROR, Outcomes.SIZE);

  @TempDir Path directory;

  @Test
  void whatIsAppendedIsReadInTheJournalsOrder() {
    MeasurementStore store = store(OBJECTIVES);
    StoredOutcome first = Outcomes.measured(0, 0, 3);
    StoredOutcome second = Outcomes.failed(0, 1, 5);
    StoredOutcome third = Outcomes.measured(1, 0, 7);

    store.append(List.of(third));
    store.append(List.of(second, first));

    assertThat(store.read()).isEqualTo(new Journal(List.of(first, second, third), List.of()));
    assertThat(store(OBJECTIVES).read().entries()).containsExactly(first, second, third);
  }

  @Test
  void aStoreThatNothingWasAppendedToIsEmptyAndLeavesNoDirectory() {
    MeasurementStore store = store(OBJECTIVES);

    store.append(List.of());

    assertThat(store.read()).isEqualTo(new Journal(List.of(), List.of()));
    assertThat(directory.resolve("measurements")).doesNotExist();
  }

  @Test
  void aColumnThatIsTakenIsRefused() {
    Objective seed = Objective.minimize("seed", "seed", "");
    assertThatThrownBy(() -> MeasurementStore.requireColumns(List.of(Outcomes.ERROR, seed)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "The column seed of objective seed is taken in the table of outcomes");
    Objective twin = Objective.minimize("twin", Outcomes.ERROR.column(), "");
    assertThatThrownBy(() -> store(List.of(Outcomes.ERROR, twin)))
        .hasMessageContaining("The column top1_error_percent of objective twin is taken");
  }

  @Test
  void rowsThatComeOneByOneLieInOneFile() {
    MeasurementStore store = store(OBJECTIVES);

    store.append(List.of(Outcomes.measured(0, 0, 3)));
    store.append(List.of(Outcomes.measured(0, 1, 5)));

    assertThat(files()).containsExactly("outcomes-000001.parquet");
    assertThat(Outcomes.kernels(store.read())).containsExactly(3, 5);
  }

  @Test
  void aLaterWriterLetsTheLastFileGrowUnderANumberOfItsOwn() {
    store(OBJECTIVES).append(List.of(Outcomes.measured(0, 0, 3)));

    store(OBJECTIVES).append(List.of(Outcomes.measured(1, 0, 5)));

    assertThat(files()).containsExactly("outcomes-000002.parquet");
    assertThat(Outcomes.kernels(store(OBJECTIVES).read())).containsExactly(3, 5);
  }

  @Test
  void aFullFileGrowsNoMore() {
    MeasurementStore store = store(OBJECTIVES);
    List<StoredOutcome> many =
        IntStream.range(0, ParquetFiles.FULL).mapToObj(i -> Outcomes.measured(0, i, i)).toList();

    store.append(many.subList(0, 1000));
    store.append(many.subList(1000, ParquetFiles.FULL));
    store.append(List.of(Outcomes.measured(1, 0, -1)));
    store(OBJECTIVES).append(List.of(Outcomes.measured(1, 1, -2)));

    assertThat(files()).containsExactly("outcomes-000001.parquet", "outcomes-000003.parquet");
    assertThat(store.read().entries()).hasSize(ParquetFiles.FULL + 2);
    assertThat(store.read().problems()).isEmpty();
  }

  /** As one that was paused while its lease was taken over would. */
  @Test
  void anEarlierWriterThatWakesUpAgainLosesNoRowsOfALaterOne() {
    MeasurementStore early = store(OBJECTIVES);
    early.append(List.of(Outcomes.measured(0, 0, 3)));
    store(OBJECTIVES).append(List.of(Outcomes.measured(0, 1, 5)));

    early.append(List.of(Outcomes.measured(0, 2, 7)));

    assertThat(Outcomes.kernels(store(OBJECTIVES).read())).containsExactly(3, 5, 7);
  }

  @Test
  void aTornFileIsReportedByNameAndLeftAlone() throws IOException {
    MeasurementStore store = store(OBJECTIVES);
    store.append(List.of(Outcomes.measured(0, 0, 3)));
    byte[] first = Files.readAllBytes(directory.resolve("measurements/outcomes-000001.parquet"));
    Path torn = directory.resolve("measurements/outcomes-000002.parquet");
    byte[] half = Arrays.copyOf(first, first.length / 2);
    Files.write(torn, half);
    MeasurementStore next = store(OBJECTIVES);

    Journal journal = next.read();
    next.append(List.of(Outcomes.measured(1, 0, 5)));

    assertThat(Outcomes.kernels(journal)).containsExactly(3);
    assertThat(journal.problems()).singleElement().asString().startsWith(torn + ": it is torn");
    assertThat(torn).hasBinaryContent(half);
    assertThat(Outcomes.kernels(next.read())).containsExactly(3, 5);
    assertThat(files()).hasSize(3);
  }

  @Property(tries = 60)
  void aFileCutAnywhereIsUnreadable(@ForAll @IntRange(max = 99) int percent) {
    OutcomeSchema schema = new OutcomeSchema(OBJECTIVES, name -> name.endsWith(".format"));
    byte[] whole = schema.encode(List.of(Outcomes.measured(0, 0, 3), Outcomes.failed(0, 1, 5)));
    byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);

    assertThatThrownBy(() -> schema.decode(cut))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining("it is torn or not Parquet");
  }

  @Test
  void aFileThatIsNoParquetIsReported() throws IOException {
    MeasurementStore store = store(OBJECTIVES);
    store.append(List.of(Outcomes.measured(0, 0, 3)));
    Path text = Files.writeString(directory.resolve("measurements/outcomes-000007.parquet"), "no");
    Path notes = Files.writeString(directory.resolve("measurements/notes.txt"), "mine");
    Files.writeString(directory.resolve("measurements/_SUCCESS"), "");
    Files.writeString(directory.resolve("measurements/.hidden"), "");

    Journal journal = store.read();

    assertThat(Outcomes.kernels(journal)).containsExactly(3);
    assertThat(journal.problems())
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).startsWith(text + ": it is torn or not Parquet"))
        .contains(notes + " is not a file of this store");
  }

  @Test
  void aFileOfAnotherSchemaIsReported() throws IOException {
    MessageType type = MessageTypeParser.parseMessageType("message m { required int32 a; }");
    SimpleGroup row = new SimpleGroup(type);
    row.add("a", 1);
    Files.createDirectory(directory.resolve("measurements"));
    write("outcomes-000001.parquet", ParquetBytes.write(type, Map.of(), List.of(row)));
    write(
        "outcomes-000002.parquet",
        ParquetBytes.write(type, Map.of("quarry.outcomes.version", "2"), List.of(row)));
    write(
        "outcomes-000003.parquet",
        ParquetBytes.write(
            type,
            Map.of("quarry.outcomes.version", "1", "quarry.outcomes.objectives", "a=a"),
            List.of(row)));

    Journal journal = store(OBJECTIVES).read();

    assertThat(journal.entries()).isEmpty();
    assertThat(journal.problems())
        .satisfiesExactly(
            problem -> assertThat(problem).contains("000001", "not a table of outcomes"),
            problem -> assertThat(problem).contains("000002", "schema version 2, not 1"),
            problem -> assertThat(problem).contains("000003", "its rows are not outcomes"));
  }

  @Test
  void anUnfinishedFileIsReportedAndNeverRead() {
    MeasurementStore store = store(OBJECTIVES);
    OutcomeSchema schema = new OutcomeSchema(OBJECTIVES, name -> false);
    store.append(List.of(Outcomes.measured(0, 0, 3)));
    write(
        ".outcomes-000002.parquet.unfinished", schema.encode(List.of(Outcomes.measured(1, 0, 5))));

    Journal journal = store.read();

    assertThat(Outcomes.kernels(journal)).containsExactly(3);
    assertThat(journal.problems())
        .singleElement()
        .asString()
        .contains(".outcomes-000002.parquet.unfinished");
    store(OBJECTIVES).append(List.of(Outcomes.measured(1, 0, 5)));
    assertThat(files()).as("what nobody will end is removed").hasSize(1);
  }

  @Test
  void ofTwoOutcomesOfOneCandidateTheFirstInTheJournalCounts() {
    MeasurementStore store = store(OBJECTIVES);
    store.append(List.of(Outcomes.failed(2, 1, 3)));
    store.append(List.of(Outcomes.measured(2, 0, 3)));

    Journal journal = store.read();

    assertThat(journal.entries()).containsExactly(Outcomes.measured(2, 0, 3));
    assertThat(journal.problems())
        .singleElement()
        .asString()
        .contains("batch 2, position 1", Outcomes.candidate(3).key());
  }

  @Test
  void anObjectiveAddedLaterLeavesOldFilesReadable() {
    store(OBJECTIVES).append(List.of(Outcomes.measured(0, 0, 3)));
    MeasurementStore wider = store(List.of(Outcomes.MACS, Outcomes.ERROR, Outcomes.SIZE));
    Measurement old = (Measurement) Outcomes.measured(1, 0, 5).outcome();
    Scores scores = Scores.of(Map.of("macs", 7.0));
    StoredOutcome added =
        new StoredOutcome(1, 0, new Measurement(old.candidate(), scores, old.provenance()));

    wider.append(List.of(added));
    MeasurementStore narrower = store(OBJECTIVES);
    narrower.append(List.of(Outcomes.measured(2, 0, 9)));
    assertThat(files()).as("a file that has more columns is not rewritten with fewer").hasSize(2);

    assertThat(wider.read().entries())
        .containsExactly(Outcomes.measured(0, 0, 3), added, Outcomes.measured(2, 0, 9));
    assertThat(store(OBJECTIVES).read().entries()).isEqualTo(wider.read().entries());
  }

  @Test
  void aScoreWithoutAColumnIsRefusedAndNothingIsWritten() {
    MeasurementStore store = store(List.of(Outcomes.ERROR));

    assertThatThrownBy(() -> store.append(List.of(Outcomes.measured(0, 0, 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Objective size-bytes has no column; there are [top1-error]");
    assertThat(files()).isEmpty();
  }

  @Test
  void aStoreUnderAFileCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("measurements"), "in the way");

    assertThatThrownBy(() -> store(OBJECTIVES).append(List.of(Outcomes.measured(0, 0, 3))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file + " cannot be written");
  }

  private MeasurementStore store(List<Objective> objectives) {
    Directory measurements =
        Directory.of(directory.toString(), new Configuration(false)).child("measurements");
    return MeasurementStore.open(measurements, objectives, name -> name.endsWith(".format"));
  }

  private void write(String name, byte[] bytes) {
    Directory.of(directory.toString(), new Configuration(false))
        .child("measurements")
        .writeNew(name, bytes);
  }

  private List<String> files() {
    if (!Files.exists(directory.resolve("measurements"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory.resolve("measurements"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
