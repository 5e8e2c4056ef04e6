package io.quarry.api;

import io.quarry.search.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Progress as some ten lines of the log for each piece of work. */
final class LoggedProgress implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedProgress.class);
  private static final int LINES = 10;

  @Override
  public Work start(String name, long total) {
    LOG.info("{}: {} to do", name, total);
    return new Work() {
      private long shown;

      @Override
      public void reach(long done, String detail) {
        if (done * LINES / total > shown * LINES / total) {
          shown = done;
          LOG.info("{}: {} of {}, {}", name, done, total, detail);
        }
      }

      @Override
      public void close() {
        LOG.info("{}: ended", name);
      }
    };
  }
}
