package io.quarry.score;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class NativesTest {

  @Test
  void thisPlatformHasThem() {
    assertThatCode(Natives::require).doesNotThrowAnyException();
  }

  @Test
  void whatIsMissingIsNamedWithThePlatformAndTheJarsToAdd() {
    assertThatThrownBy(
            () ->
                Natives.require(
                    () -> {
                      throw new ExceptionInInitializerError(
                          new UnsatisfiedLinkError("no jnidnnl in java.library.path"));
                    }))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Native libraries do not load on platform " + Loader.getPlatform())
        .hasMessageContaining("UnsatisfiedLinkError: no jnidnnl in java.library.path")
        .hasMessageContaining("with classifier " + Loader.getPlatform() + " to --jars");
  }
}
