/**
 * Block-wise distillation (SpaceEvo, arXiv 2303.08308): how well each stage of a search space can
 * do what the same stage of a teacher does, without training a network as a whole.
 *
 * <p>In: a family, a trained supernet whose largest network teaches, a task, and one stage with its
 * block type and window of widths. Out: a row for each of some sub-stages: its loss, in int8 and in
 * float32, and what it costs.
 */
package io.quarry.distill;
