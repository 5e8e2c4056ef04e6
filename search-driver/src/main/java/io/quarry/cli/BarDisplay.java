package io.quarry.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that is drawn anew a few times a second, with the time that is left. */
final class BarDisplay implements Display {
  private static final int UPDATE_MS = 250;

  @Override
  public Work start(String name, long total) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MS)
            .build();
    return new Work() {
      @Override
      public void reach(long done, String detail) {
        bar.stepTo(done);
        bar.setExtraMessage(detail);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}
