package io.quarry.data;

import io.quarry.seed.Seeds;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Image files and archives for tests. */
final class SampleImages {
  private SampleImages() {}

  /** Writes random colours that depend on the file's own name and its directories'. */
  static void write(Path file, int height, int width) throws IOException {
    RandomGenerator random =
        new Seeds(9)
            .child("image", file.subpath(file.getNameCount() - 3, file.getNameCount()))
            .generator();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    write(file, image);
  }

  static void write(Path file, BufferedImage image) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, encode(image, "png"));
  }

  static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("No writer of %s for %s".formatted(format, image));
    }
    return bytes.toByteArray();
  }

  /** Zips the PNG files below a directory. */
  static void zip(Path directory, Path archive) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> walk = Files.walk(directory)) {
      List<Path> files = walk.filter(file -> file.toString().endsWith(".png")).toList();
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry(directory.relativize(file).toString().replace('\\', '/')));
        zip.write(Files.readAllBytes(file));
      }
    }
  }
}
