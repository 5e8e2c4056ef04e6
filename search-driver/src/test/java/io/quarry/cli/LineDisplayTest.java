package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.search.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineDisplayTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void everyTenthOfTheWorkIsALineWithTheTimeThatIsLeft() {
    AtomicLong clock = new AtomicLong();
    StringWriter text = new StringWriter();
    Display display = Display.of(Display.Kind.LINES, new PrintWriter(text), clock::get);

    try (Progress.Work work = display.start("training", 40)) {
      for (int done = 1; done <= 40; done += 13) {
        clock.set(done * SECOND);
        work.reach(done, done == 14 ? "loss 1.5" : "");
      }
    }

    assertThat(text.toString().lines())
        .containsExactly(
            "training: 40 to do",
            "training: 14 of 40, loss 1.5, 26 s left",
            "training: 27 of 40, 13 s left",
            "training: 40 of 40");
  }

  @Test
  void workOfFewStepsShowsEachOfThem() {
    StringWriter text = new StringWriter();
    Display display = Display.of(Display.Kind.LINES, new PrintWriter(text), () -> 0);

    try (Progress.Work work = display.start("search", 2)) {
      work.reach(1, "");
      work.reach(2, "front 1");
    }

    assertThat(text.toString().lines())
        .containsExactly("search: 2 to do", "search: 1 of 2, 0 s left", "search: 2 of 2, front 1");
  }

  @Test
  void aBarTakesTheSameCalls() {
    Display display = Display.of(Display.Kind.BAR, new PrintWriter(new StringWriter()), () -> 0);

    try (Progress.Work work = display.start("search", 2)) {
      work.reach(2, "front 1");
    }

    assertThat(display).isInstanceOf(BarDisplay.class);
  }
}
