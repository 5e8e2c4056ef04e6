package io.quarry.latency;

import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.net.FoldedLayer;
import io.quarry.net.FoldedNetwork;
import io.quarry.onnx.ModelWriter;
import io.quarry.quantize.ActivationStatistics;
import io.quarry.quantize.Calibration;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import io.quarry.seed.Seeds;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The model by which a host is watched: four dense 3×3 convolutions of 32 channels on 32×32 pixels
 * in float32, 38 million multiply-accumulates. Never changed, so that what it takes can be compared
 * between runs and hosts.
 */
public final class ControlModel {
  private static final Shape INPUT = new Shape(32, 32, 32);
  private static final int CONVOLUTIONS = 4;
  private static final int KERNEL = 3;
  private static final int CLASSES = 10;
  private static final byte[] BYTES = write();

  private ControlModel() {}

  /** The serialized model; not a copy. */
  public static byte[] bytes() {
    return BYTES;
  }

  private static byte[] write() {
    Network network = network();
    LayerFormats float32 = LayerFormats.float32();
    PolicySettings settings =
        new PolicySettings(
            List.of(float32.text()),
            PolicySettings.FREE,
            PolicySettings.FREE,
            Granularity.TENSOR,
            new MinMax(),
            new MinMax());
    // No activation is quantized: what is known of their ranges is never looked at.
    ActivationStatistics any = ActivationStatistics.of(FloatBuffer.wrap(new float[] {0, 1}));
    Calibration calibration =
        new Calibration(weights(network), Collections.nCopies(network.nodes().size() + 1, any));
    return ModelWriter.bytes(
        QuantizedNetwork.of(calibration, Policy.uniform(network, float32), settings), Map.of());
  }

  private static Network network() {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < CONVOLUTIONS; i++) {
      nodes.add(new Conv("conv" + i, i - 1, INPUT, INPUT.channels(), KERNEL, 1, false, true));
    }
    nodes.add(new GlobalAveragePool("pool", CONVOLUTIONS - 1, INPUT));
    nodes.add(new Dense("classifier", CONVOLUTIONS, INPUT.channels(), CLASSES));
    return new Network(INPUT, nodes);
  }

  private static FoldedNetwork weights(Network network) {
    RandomGenerator random = new Seeds(0).child("control").generator();
    Map<String, FoldedLayer> layers = new LinkedHashMap<>();
    for (Layer layer : network.layers()) {
      float[] weights = new float[Math.toIntExact(layer.weights())];
      double deviation = Math.sqrt(2.0 * layer.outputChannels() / weights.length);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (deviation * random.nextGaussian());
      }
      layers.put(layer.name(), new FoldedLayer(layer, weights, new float[layer.outputChannels()]));
    }
    return new FoldedNetwork(network, layers);
  }
}
