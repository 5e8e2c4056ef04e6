/**
 * FLIQS: a controller that learns which formats the layers of a network should have while the
 * shared weights train, so that nothing is trained again. In comes, step by step, the quality of a
 * policy that was drawn and what it costs; out goes the policy that became most probable. Follows
 * Dotzel et al. 2024, "FLIQS: One-Shot Mixed-Precision Floating-Point and Integer Quantization
 * Search" (arXiv 2308.03290), and the authors' code where the text is silent.
 */
package io.quarry.fliqs;
