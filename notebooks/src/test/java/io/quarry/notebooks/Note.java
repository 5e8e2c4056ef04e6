package io.quarry.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A note as Zeppelin exports it. */
record Note(String name, JsonNode json, List<Paragraph> paragraphs) {
  private static final Path HOME = Path.of("");

  /**
   * One of its paragraphs.
   *
   * @param interpreter that it names: {@code spark.sql}
   * @param text what stands below that
   */
  record Paragraph(String title, String interpreter, String text, JsonNode json) {
    static Paragraph of(JsonNode json) {
      String text = json.path("text").asText();
      int end = text.indexOf('\n');
      return new Paragraph(
          json.path("title").asText(),
          text.substring(1, end).strip(),
          text.substring(end + 1),
          json);
    }

    @Override
    public String toString() {
      return "%s \"%s\"".formatted(interpreter, title);
    }
  }

  static Note read(Path file) throws IOException {
    JsonNode json = JsonMapper.builder().build().readTree(file.toFile());
    List<Paragraph> paragraphs = new ArrayList<>();
    json.path("paragraphs").forEach(paragraph -> paragraphs.add(Paragraph.of(paragraph)));
    return new Note(file.getFileName().toString(), json, List.copyOf(paragraphs));
  }

  /** Its paragraphs of SQL, and of Scala but for the first, which have to run in their order. */
  List<Paragraph> queries() {
    return paragraphs.stream().filter(one -> one.interpreter().equals("spark.sql")).toList();
  }

  /** The notes of this directory. */
  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(HOME.toAbsolutePath())) {
      return files.filter(file -> file.toString().endsWith(".zpln")).sorted().toList();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
