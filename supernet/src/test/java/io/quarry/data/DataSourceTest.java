package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import org.junit.jupiter.api.Test;

class DataSourceTest {

  @Test
  void filesMayLieElsewhere() {
    assertThat(new Idx("a").at("b")).isEqualTo(new Idx("b"));
    assertThat(new CifarBinary("a").at("b.zip")).isEqualTo(new CifarBinary("b.zip"));
    assertThat(new ImageFolder("a", 24).at("b")).isEqualTo(new ImageFolder("b", 24));
  }

  @Test
  void whatIsDrawnLiesNowhere() {
    assertThatThrownBy(() -> Glyphs.standard().at("b"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Glyphs are drawn, not read: there is nothing to look for in b");
  }
}
