/**
 * Pages for people: a run's outcomes come in, one self-contained HTML file goes out, which opens
 * from disk and asks no network. Plots are drawn by Apache ECharts, which each page carries.
 */
package io.quarry.page;
