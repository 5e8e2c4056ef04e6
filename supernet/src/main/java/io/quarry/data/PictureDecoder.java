package io.quarry.data;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG with the JDK's readers: grey stays grey, all else becomes sRGB, 16 bits
 * become 8. Refuses transparency and CMYK. Ignores orientation tags.
 */
final class PictureDecoder {
  /** Larger images are refused before memory is taken for them. */
  private static final long MAX_PIXELS = 1L << 26;

  private static final int OPAQUE = 0xFF;

  /** No deflated byte stands for more than this many, each of 8 pixels at most. */
  private static final long MAX_PIXELS_PER_BYTE = 8 * 1032;

  private static final String PNG = "png";
  private static final int PNG_SIGNATURE_BYTES = 8;

  /** Length, type and checksum. */
  private static final int PNG_CHUNK_BYTES = 12;

  private PictureDecoder() {}

  /**
   * Decodes a file's bytes.
   *
   * @param where names the file in errors
   * @throws InputException when they are no whole JPEG or PNG that can be used
   */
  static Picture decode(byte[] file, String where) {
    String format = format(file, where);
    if (format.equals(PNG)) {
      requireChunks(file, where);
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    List<String> warnings = new ArrayList<>();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      requireSize(reader.getWidth(0), reader.getHeight(0), where);
      if (format.equals(PNG)) {
        requirePossible((long) reader.getWidth(0) * reader.getHeight(0), file.length, where);
      }
      BufferedImage image = reader.read(0);
      requireWhole(warnings, where);
      return picture(image, where);
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          "%s cannot be decoded: %s".formatted(where, e.getMessage()),
          "it is truncated or damaged, or of a kind that Java cannot read; save it as PNG.",
          e);
    } finally {
      reader.dispose();
    }
  }

  private static String format(byte[] file, String where) {
    if (startsWith(file, 0xFF, 0xD8, 0xFF)) {
      return "jpeg";
    }
    if (startsWith(file, 0x89, 'P', 'N', 'G')) {
      return PNG;
    }
    throw new InputException(
        "%s is neither a JPEG nor a PNG image".formatted(where),
        "it is damaged, or of a type that its name hides.");
  }

  private static boolean startsWith(byte[] file, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= file.length || (file[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static void requireSize(int width, int height, String where) {
    if ((long) width * height > MAX_PIXELS) {
      throw new InputException(
          "%s claims %dx%d pixels, more than %d".formatted(where, height, width, MAX_PIXELS));
    }
  }

  /** The reader takes as much memory as a chunk claims to have bytes. */
  private static void requireChunks(byte[] file, String where) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    long at = PNG_SIGNATURE_BYTES;
    while (at + PNG_CHUNK_BYTES <= file.length) {
      int length = bytes.getInt((int) at);
      at += PNG_CHUNK_BYTES + (long) length;
      if (length < 0 || at > file.length) {
        throw new InputException(
            "%s is damaged: a chunk claims %d bytes of %d"
                .formatted(where, length & 0xFFFFFFFFL, file.length),
            "it is truncated; copy or download it again.");
      }
    }
  }

  private static void requirePossible(long pixels, long fileBytes, String where) {
    if (pixels > fileBytes * MAX_PIXELS_PER_BYTE) {
      throw new InputException(
          "%s claims %d pixels, more than %d bytes can hold".formatted(where, pixels, fileBytes),
          "it is truncated, or made to do harm.");
    }
  }

  /** The JPEG reader fills up what is missing and merely warns. */
  private static void requireWhole(List<String> warnings, String where) {
    if (!warnings.isEmpty()) {
      throw new InputException(
          "%s is damaged: %s".formatted(where, warnings.get(0)), "copy or download it again.");
    }
  }

  private static Picture picture(BufferedImage image, String where) {
    ColorModel model = image.getColorModel();
    int space = model.getColorSpace().getType();
    if (space != ColorSpace.TYPE_RGB && space != ColorSpace.TYPE_GRAY) {
      throw new InputException(
          "%s is neither RGB nor grey, but has %d components, as CMYK"
              .formatted(where, model.getNumComponents()),
          "save it as RGB: how its colours are meant depends on a profile.");
    }
    int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    if (model.hasAlpha() && Arrays.stream(rgb).anyMatch(pixel -> pixel >>> 24 != OPAQUE)) {
      throw new InputException(
          "%s has transparent pixels".formatted(where),
          "put it on a background and save it again.");
    }
    Shape colour = new Shape(image.getHeight(), image.getWidth(), 3);
    if (model instanceof IndexColorModel palette) {
      return isGrey(palette) ? greyOf(rgb, colour) : coloured(rgb, colour);
    }
    return space == ColorSpace.TYPE_GRAY ? grey(image.getRaster()) : coloured(rgb, colour);
  }

  private static boolean isGrey(IndexColorModel palette) {
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }

  /** Takes the samples as they are: getRGB would bend them from linear grey to sRGB. */
  private static Picture grey(Raster raster) {
    int shift = raster.getSampleModel().getSampleSize(0) - 8;
    Shape shape = new Shape(raster.getHeight(), raster.getWidth(), 1);
    int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    byte[] pixels = new byte[samples.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (samples[i] >> shift);
    }
    return new Picture(shape, pixels);
  }

  private static Picture greyOf(int[] rgb, Shape colour) {
    byte[] pixels = new byte[rgb.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) rgb[i];
    }
    return new Picture(new Shape(colour.height(), colour.width(), 1), pixels);
  }

  private static Picture coloured(int[] rgb, Shape shape) {
    byte[] pixels = new byte[shape.elements()];
    for (int i = 0; i < rgb.length; i++) {
      pixels[3 * i] = (byte) (rgb[i] >> 16);
      pixels[3 * i + 1] = (byte) (rgb[i] >> 8);
      pixels[3 * i + 2] = (byte) rgb[i];
    }
    return new Picture(shape, pixels);
  }
}
