package io.quarry.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonDictTest {
  @Test
  void listsAreFoundByName() {
    PythonDict dict =
        PythonDict.parse("{'wid': None, 'd': [2, 0], 'e': [0.2, 0.35], 'mode': ['sym', 'asym']}");

    assertThat(dict.at("d", 1)).isEqualTo("0");
    assertThat(dict.at("e", 1)).isEqualTo("0.35");
    assertThat(dict.at("mode", 0)).isEqualTo("sym");
    assertThatThrownBy(() -> dict.at("d", 2)).hasMessageStartingWith("There is no d[2] in");
    assertThatThrownBy(() -> dict.at("wid", 0)).hasMessageStartingWith("There is no wid[0] in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{'d': [1, 2}", "{'d': 3}", "['d']", "{'d': [1]} and more"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> PythonDict.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No dict of lists: " + text);
  }
}
