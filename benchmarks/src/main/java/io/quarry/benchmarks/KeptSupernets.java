package io.quarry.benchmarks;

import io.quarry.arch.ElasticConvNet;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.store.Directory;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * The supernets in a directory of runs, where {@code quarry train} leaves and finds them.
 *
 * @param directory that holds them
 */
record KeptSupernets(Directory directory) {

  /** Those of a directory of runs, which is made where it is missing. */
  static KeptSupernets of(String runs) {
    Directory directory =
        new Runs(Directory.of(runs, new Configuration()), Objectives.ALL).supernets();
    directory.create();
    return new KeptSupernets(directory);
  }

  /** The one of a file. */
  Checkpoint read(String file) throws IOException {
    return Checkpoint.of(directory.read(file), file);
  }

  /** The one of a file, trained where it is missing or unfinished; tells what that took. */
  Checkpoint trained(Trainer trainer, ElasticConvNet net, String file) throws IOException {
    if (directory.holds(file)) {
      Checkpoint found = read(file);
      Trainer.requireSame(found, net, trainer.identity());
      if (found.header().complete()) {
        return found;
      }
    }
    long start = System.nanoTime();
    Checkpoint trained = trainer.train(new LossPrinter());
    System.err.printf(
        Locale.ROOT,
        "%s: %d steps in %.0f s%n",
        file,
        trainer.steps(),
        (System.nanoTime() - start) / 1e9);
    directory.write(file, trained.toBytes());
    return trained;
  }
}
