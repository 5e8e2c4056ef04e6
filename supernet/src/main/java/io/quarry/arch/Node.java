package io.quarry.arch;

import java.io.Serializable;
import java.util.List;

/** One operation of a {@link Network}. */
public sealed interface Node extends Serializable permits Layer, Add, Gate, GlobalAveragePool {

  /** The network's input, where a node takes an index. */
  int INPUT = -1;

  /** Unique in its network. */
  String name();

  /** The nodes whose outputs it reads, by index; {@link #INPUT} for the network's input. */
  List<Integer> inputs();

  /** What it puts out, for one image. */
  Shape output();
}
