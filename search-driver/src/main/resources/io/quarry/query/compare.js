'use strict';
// Runs side by side: their fronts, their growth, their figures.
(() => {
  const {data, el, number, section, table, figures, select, plot, axis, tip} = quarry;
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin', 'arrow'];
  const names = Object.keys(data.reference_point);
  const runs = data.runs;
  const most = Math.max(...runs.map(run => run.hypervolume), Number.MIN_VALUE);
  const page = document.getElementById('page');

  page.append(el('h1', {}, `${runs.length} searches side by side`));
  data.remarks.forEach(text => page.append(el('p', {className: 'notice', role: 'note'}, text)));
  const verdict = [...runs].sort((a, b) => b.hypervolume - a.hypervolume)
    .map(run => `${run.run}: ${number(100 * run.hypervolume / most)} % with ${number(run.evaluations)} evaluations`).join('; ');
  page.append(el('p', {}, `Hypervolume, of the largest: ${verdict}.`));

  function fronts() {
    const part = section('Fronts', 'Each mark is a model on a run\'s front: less is better on most axes, so fronts nearer to the lower left corner are better.', 'fronts');
    let [x, y] = [names[0], names[Math.min(1, names.length - 1)]];
    const controls = el('div', {className: 'controls'});
    part.append(controls);
    const alt = runs.map(run => `${run.run}: ${run.front.length} points`).join('; ');
    const drawn = plot(part, {id: 'fronts-plot', alt, option: () => ({
      legend: {top: 0, type: 'scroll', data: runs.map(run => run.run)},
      tooltip: {trigger: 'item', confine: true, formatter: one => tip(one.seriesName, names.map(name => [name, number(runs[one.seriesIndex].front[one.dataIndex][name])]))},
      xAxis: axis(x), yAxis: axis(y),
      series: runs.map((run, i) => ({name: run.run, type: 'scatter', symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 9, data: run.front.map(point => [point[x], point[y]])}))})});
    const options = names.map(name => [name, name]);
    controls.append(select('across', options, x, value => { x = value; drawn.redraw(); }),
      select('up', options, y, value => { y = value; drawn.redraw(); }));
    part.append(figures('Fronts as a table', ['run', ...names], () => runs.flatMap(run => run.front.map(point => [run.run, ...names.map(name => point[name])]))));
  }

  function growth() {
    const reference = names.map(name => `${name} ${number(data.reference_point[name])}`).join(', ');
    const part = section('How they grew', `Hypervolume after so many evaluations, all up to one reference point (${reference}). The higher curve had found the better front by then.`, 'growth');
    const alt = runs.map(run => `${run.run} ends at ${number(100 * run.hypervolume / most)} %`).join('; ');
    plot(part, {id: 'growth-plot', alt, option: () => ({
      legend: {top: 0, type: 'scroll', data: runs.map(run => run.run)},
      tooltip: {trigger: 'axis', confine: true, valueFormatter: value => `${number(value)} %`},
      xAxis: axis('evaluations'), yAxis: {...axis('hypervolume (% of the largest)'), max: 100},
      series: runs.map(run => ({name: run.run, type: 'line', step: 'end', symbol: 'none', data: run.hypervolume_by_evaluations.map(([at, volume]) => [at, 100 * volume / most])}))})});
    part.append(figures('Growth as a table', ['run', 'evaluations', 'hypervolume'], () => runs.flatMap(run => run.hypervolume_by_evaluations.map(step => [run.run, ...step]))));
  }

  function details() {
    const hidden = ['run', 'front', 'hypervolume_by_evaluations', 'dominated_percent', 'differences'];
    const keys = [...new Set(runs.flatMap(run => Object.keys(run)))].filter(key => !hidden.includes(key));
    const text = value => (value === undefined ? '–' : typeof value === 'number' ? number(value) : value);
    const part = section('Figures', 'What each run took, and how well its predictors ordered the batch that followed (τ).', 'figures');
    part.append(table(['', ...runs.map(run => run.run)], [
      ...keys.map(key => [key.replaceAll('_', ' '), ...runs.map(run => text(run[key]))]),
      ...runs.map(by => [`% dominated by ${by.run}`, ...runs.map(run => text(run.dominated_percent[by.run]))])]));
    runs.slice(1).forEach(run => part.append(el('p', {className: 'soft'}, run.differences.length
      ? `${run.run} differs from ${runs[0].run} in ${run.differences.join(', ')}.` : `${run.run} differs from ${runs[0].run} in nothing that decides results.`)));
  }

  fronts();
  growth();
  details();
  quarry.draw();
})();
