package io.quarry.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

class PictureDecoderTest {
  private static final long MASK = 0xFFFFFFFFL;

  @Test
  void colourPngIsReadExactly() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 1, 0xFF8001);

    Picture picture = decode(SampleImages.encode(image, "png"));

    assertThat(picture.shape()).isEqualTo(new Shape(2, 3, 3));
    assertThat(picture.pixels()).startsWith(0, 0, 0);
    assertThat(Arrays.copyOfRange(picture.pixels(), 12, 15)).containsExactly(0xFF, 0x80, 0x01);
  }

  @Test
  void colourJpegIsReadNearly() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 128; i++) {
      image.setRGB(i % 16, i / 16, 0x3C78B4);
    }

    Picture picture = decode(SampleImages.encode(image, "jpeg"));

    assertThat(picture.shape()).isEqualTo(new Shape(8, 16, 3));
    assertThat(picture.pixels()[300] & 0xFF).isCloseTo(0x3C, within(3));
    assertThat(picture.pixels()[301] & 0xFF).isCloseTo(0x78, within(3));
    assertThat(picture.pixels()[302] & 0xFF).isCloseTo(0xB4, within(3));
  }

  @Test
  void greySamplesStayAsTheyAre() throws IOException {
    BufferedImage grey = grey(BufferedImage.TYPE_BYTE_GRAY, 100);

    assertThat(decode(SampleImages.encode(grey, "png")).pixels()).containsOnly(100);
    assertThat(decode(SampleImages.encode(grey, "jpeg")).pixels()).containsOnly(100);
    assertThat(decode(SampleImages.encode(grey, "png")).shape()).isEqualTo(new Shape(8, 8, 1));
  }

  @Test
  void sixteenBitsBecomeEight() throws IOException {
    BufferedImage grey = grey(BufferedImage.TYPE_USHORT_GRAY, 100 * 256 + 255);

    assertThat(decode(SampleImages.encode(grey, "png")).pixels()).containsOnly(100);
  }

  @Test
  void palettesOfGreyAreGreyAndOthersAreColoured() throws IOException {
    BufferedImage bits = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_BINARY);
    bits.setRGB(1, 0, 0xFFFFFF);
    Picture grey = decode(SampleImages.encode(bits, "png"));
    assertThat(grey.shape()).isEqualTo(new Shape(8, 8, 1));
    assertThat(grey.pixels()).startsWith(0, 0xFF, 0);

    BufferedImage indexed = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_INDEXED);
    indexed.setRGB(1, 0, 0xFF0000);
    Picture coloured = decode(SampleImages.encode(indexed, "png"));
    assertThat(coloured.shape()).isEqualTo(new Shape(8, 8, 3));
    assertThat(coloured.pixels()).startsWith(0, 0, 0, 0xFF, 0, 0);
  }

  @Test
  void opaqueAlphaIsDroppedAndTransparencyIsRefused() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xFF010203);
    image.setRGB(1, 0, 0xFF040506);
    assertThat(decode(SampleImages.encode(image, "png")).pixels())
        .containsExactly(1, 2, 3, 4, 5, 6);

    image.setRGB(1, 0, 0xFE040506);
    assertRefused(SampleImages.encode(image, "png"), "x.png has transparent pixels");
  }

  @Test
  void cmykIsRefused() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 8, 8, 4, null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }

    assertRefused(
        bytes.toByteArray(),
        "x.png is neither RGB nor grey, but has 4 components",
        "save it as RGB");
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 7919);
    }
    byte[] jpeg = SampleImages.encode(image, "jpeg");
    byte[] png = SampleImages.encode(image, "png");

    for (double part : new double[] {0.02, 0.3, 0.6, 0.9}) {
      assertRefused(Arrays.copyOf(jpeg, (int) (part * jpeg.length)), "x.png ");
      assertRefused(Arrays.copyOf(png, (int) (part * png.length)), "x.png ");
    }
  }

  @Test
  void otherContentsAreRefusedWhateverTheirName() throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);

    assertRefused(SampleImages.encode(image, "gif"), "x.png is neither a JPEG nor a PNG image");
    assertRefused(new byte[0], "x.png is neither a JPEG nor a PNG image");
  }

  @Test
  void anImageThatClaimsToBeHugeIsRefusedBeforeMemoryIsTaken() throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    byte[] png = SampleImages.encode(image, "png");
    ByteBuffer.wrap(png).putInt(16, 1_000_000).putInt(20, 500_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());

    assertRefused(png, "x.png claims 500000x1000000 pixels, more than 67108864");
  }

  @Test
  void aChunkThatClaimsMoreThanTheFileIsRefusedBeforeMemoryIsTaken() throws IOException {
    BufferedImage palette = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_INDEXED);
    byte[] png = SampleImages.encode(palette, "png");
    int header = 8 + 12 + 13;
    for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, png.length}) {
      ByteBuffer with = ByteBuffer.allocate(png.length + 12);
      with.put(png, 0, header).putInt(length).put("zTXt".getBytes(UTF_8)).putInt(0);
      with.put(png, header, png.length - header);
      assertRefused(with.array(), "x.png is damaged: a chunk claims %d".formatted(length & MASK));
    }
  }

  @Test
  void morePixelsThanTheFileCanHoldAreRefusedBeforeMemoryIsTaken() throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    byte[] png = SampleImages.encode(image, "png");
    ByteBuffer.wrap(png).putInt(16, 8_000).putInt(20, 8_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());

    assertRefused(
        png, "x.png claims 64000000 pixels, more than %d bytes can".formatted(png.length));
  }

  private static Picture decode(byte[] file) {
    return PictureDecoder.decode(file, "x.png");
  }

  private static void assertRefused(byte[] file, String... messages) {
    assertThatThrownBy(() -> decode(file))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(messages);
  }

  private static BufferedImage grey(int type, int value) {
    BufferedImage grey = new BufferedImage(8, 8, type);
    for (int i = 0; i < 64; i++) {
      grey.getRaster().setSample(i % 8, i / 8, 0, value);
    }
    return grey;
  }
}
