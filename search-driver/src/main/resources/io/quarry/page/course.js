'use strict';
// How the search went: its growth, its predictors, its slots.
const course = (() => {
  const {data, number, figure, section, figures, select, plot, axis, tip, el, COLORS} = quarry;
  const searched = data.objectives.filter(one => one.searched);
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin', 'arrow'];

  function growth() {
    const steps = data.growth.evaluations;
    if (steps.length < 2) {
      return;
    }
    const part = section('How the search grew', 'Hypervolume is one number for the whole front: how much better it is than the reference, all objectives together. '
      + 'A curve that is still rising at its right end says that more evaluations would have found better models; a flat one says that they would not.', 'growth');
    const most = Math.max(...steps.map(step => step.volume), Number.MIN_VALUE);
    const share = step => [step.at, 100 * step.volume / most];
    const curve = (list, name, more = {}) => ({name, type: 'line', step: 'end', symbol: 'none', lineStyle: {width: 2}, data: list.map(share), ...more});
    const reached = percent => steps.find(step => step.volume >= percent / 100 * most);
    const alt = `Hypervolume reached 90 % of its last value with evaluation ${reached(90).at}, 99 % with ${reached(99).at}, all with ${reached(100).at} of ${steps[steps.length - 1].at}.`;
    const pair = el('div', {className: 'pair'});
    part.append(el('p', {}, alt), pair);
    const up = {...axis('hypervolume (% of the last)'), max: 100};
    plot(pair, {id: 'growth-plot', small: true, alt, option: () => ({
      tooltip: {trigger: 'axis', confine: true, valueFormatter: value => `${number(value)} %`},
      xAxis: axis('evaluations'), yAxis: up, series: [curve(steps, 'hypervolume')]})});
    const starts = data.rows.filter(row => row.lane >= 0).map(row => row.start);
    const from = Math.floor(Math.min(...starts));
    const to = Math.ceil(Math.max(...data.growth.time.map(step => step.at), ...data.phases.map(one => one.to)));
    const phases = data.phases.filter(phase => Math.min(phase.to, to) - Math.max(phase.from, from) > 0.02 * (to - from));
    const spans = `Phases of the last start: ${data.phases.map(phase => `${phase.name} ${number(+(phase.to - phase.from).toPrecision(3))} s`).join(', ')}.`;
    plot(pair, {id: 'time-plot', small: true, alt: spans, option: () => ({
      tooltip: {trigger: 'axis', confine: true, valueFormatter: value => `${number(value)} %`},
      xAxis: axis('seconds since the start', {min: from, max: to}), yAxis: up,
      series: [curve([{at: from, volume: data.growth.time[0].volume}, ...data.growth.time.slice(1)], 'hypervolume', {markArea: {silent: true, label: {color: '#57606a', fontSize: 11, position: 'insideBottom'},
        data: phases.map((phase, i) => [{name: phase.name, xAxis: Math.max(from, phase.from), itemStyle: {color: i % 2 ? '#eef3f7' : '#f9efe6'}}, {xAxis: phase.to}])}})]})});
    part.append(el('p', {className: 'soft'}, `Reference: ${data.growth.reference}. ${data.phases.length ? spans : ''}`));
    part.append(figures('Hypervolume as a table', ['evaluations', 'hypervolume', '% of the last'], () => steps.map(step => [step.at, step.volume, 100 * step.volume / most])));
  }

  function predictors() {
    if (data.qualities.length === 0) {
      return;
    }
    const part = section('How good predictions were', 'LINAS predicts candidates before it measures the promising ones. Kendall\'s τ is 1 where predictions put candidates into the '
      + 'right order, 0 where they know nothing. Solid: rows held out; dashed: the next batch, which is harder, as its candidates are alike. In the right plot dots on the diagonal were predicted exactly.', 'predictors');
    const names = searched.map(one => one.name).filter(name => data.qualities.some(q => q.objective === name));
    const rows = name => data.qualities.filter(q => q.objective === name);
    const last = name => rows(name)[rows(name).length - 1];
    const alt = names.map(name => `${name}: τ ${number(last(name).heldOutTau)} on rows held out in the last iteration, by ${last(name).learner}`).join('; ') + '.';
    const pair = el('div', {className: 'pair'});
    part.append(el('p', {}, alt), pair);
    const left = el('div');
    const right = el('div');
    pair.append(left, right);
    plot(left, {id: 'quality-plot', small: true, alt, option: () => ({
      legend: {top: 0, type: 'scroll', data: names},
      tooltip: {trigger: 'axis', confine: true, valueFormatter: number},
      xAxis: axis('iteration', {minInterval: 1}), yAxis: {...axis('Kendall\'s τ'), max: 1},
      series: names.flatMap((name, i) => [
        {name, type: 'line', symbol: SYMBOLS[i % 7], symbolSize: 7, color: COLORS[i % 7], data: rows(name).map(q => [q.iteration, q.heldOutTau])},
        {name: `${name}, next batch`, type: 'line', symbol: SYMBOLS[i % 7], symbolSize: 5, color: COLORS[i % 7], lineStyle: {type: 'dashed', width: 1}, data: rows(name).map(q => [q.iteration, q.nextTau])}])})});
    scatter(right, names);
    part.append(figures('Predictors as a table', ['iteration', 'objective', 'predictor', 'τ held out', 'τ next batch', 'error next batch (%)'],
      () => data.qualities.map(q => [q.iteration, q.objective, q.learner, q.heldOutTau, q.nextTau, q.nextMape])));
  }

  function scatter(parent, names) {
    const predicted = names.filter(name => data.predictions.some(one => one.objective === name));
    if (predicted.length === 0) {
      parent.append(el('p', {className: 'soft'}, 'What was predicted of each candidate is not stored: another version wrote this run, or no batch has come back yet.'));
      return;
    }
    let name = predicted[0];
    const unit = () => data.objectives.find(one => one.name === name).unit;
    const drawn = plot(parent, {id: 'predicted-plot', small: true, alt: 'Predicted against measured values; the table below has both.', option: () => {
      const rows = data.predictions.filter(one => one.objective === name && one.predicted !== null && one.measured !== null);
      const all = rows.flatMap(one => [one.predicted, one.measured]);
      const [low, high] = [Math.min(...all), Math.max(...all)];
      const iterations = rows.map(one => one.iteration);
      return {
        tooltip: {trigger: 'item', confine: true, formatter: one => (one.data.at === undefined ? '' : tip(rows[one.data.at].key.slice(0, 8), [['predicted', figure(rows[one.data.at].predicted, unit())],
          ['measured', figure(rows[one.data.at].measured, unit())], ['iteration', String(rows[one.data.at].iteration)]]))},
        grid: {top: 20, bottom: 46},
        visualMap: {type: 'continuous', dimension: 2, seriesIndex: 0, min: Math.min(...iterations), max: Math.max(...iterations), inRange: {color: quarry.SCALE}, orient: 'horizontal',
          left: 'center', bottom: 0, itemHeight: 140, itemWidth: 10, text: ['later', 'earlier'], precision: 0},
        xAxis: axis(`predicted ${name}`), yAxis: axis(`measured ${name}`),
        series: [{type: 'scatter', symbolSize: 7, data: rows.map((one, at) => ({value: [one.predicted, one.measured, one.iteration], at}))},
          {type: 'line', symbol: 'none', silent: true, lineStyle: {type: 'dashed', color: '#57606a'}, data: [[low, low], [high, high]]}],
      };
    }});
    if (predicted.length > 1) {
      parent.prepend(el('div', {className: 'controls'}, select('objective', predicted.map(one => [one, one]), name, value => {
        name = value;
        drawn.redraw();
      })));
    }
    parent.append(figures('Predictions as a table', ['iteration', 'objective', 'key', 'predicted', 'measured'],
      () => data.predictions.map(one => [one.iteration, one.objective, one.key.slice(0, 8), one.predicted, one.measured])));
  }

  function slots() {
    const rows = data.rows.filter(row => row.lane >= 0);
    if (rows.length === 0) {
      return;
    }
    const STRAGGLES = 3;
    const slow = row => row.seconds > STRAGGLES * data.medianSeconds;
    const kind = row => (row.cause >= 0 ? 2 : slow(row) ? 1 : 0);
    const KINDS = ['measured', `straggler (over ${STRAGGLES} times the median)`, 'failed'];
    const tints = ['#56b4e9', '#e69f00', '#b03a00'];
    const counts = KINDS.map((_, i) => rows.filter(row => kind(row) === i).length);
    const hosts = new Set(data.lanes.map(lane => lane.host)).size;
    const from = Math.min(...rows.map(row => row.start));
    const to = Math.max(...rows.map(row => row.start + row.seconds));
    const busy = rows.reduce((sum, row) => sum + row.seconds, 0) / ((to - from) * data.lanes.length || 1);
    const alt = `${rows.length} evaluations in ${data.lanes.length} slot${data.lanes.length === 1 ? '' : 's'} of ${hosts} host${hosts === 1 ? '' : 's'}: median ${number(+data.medianSeconds.toPrecision(3))} s, `
      + `${counts[1]} stragglers, ${counts[2]} failed; slots were busy ${number(+(100 * busy).toPrecision(3))} % of the time between the first and the last.`;
    const part = section('Where the time went', 'A lane for each slot that worked at the same time as others on its host; a bar for each evaluation. Gaps are waiting: for the slowest of a batch, for predictors, '
      + 'for models to be timed. Bars much longer than others are stragglers.', 'slots');
    part.append(el('p', {}, alt));
    const label = i => `${data.lanes[i].host} · ${data.lanes[i].slot}`;
    const bar = (parameters, api) => {
      const [x, y] = api.coord([api.value(0), api.value(2)]);
      const end = api.coord([api.value(1), api.value(2)])[0];
      const height = Math.max(2, api.size([0, 1])[1] * 0.7);
      const area = parameters.coordSys;
      const shape = echarts.graphic.clipRectByRect({x, y: y - height / 2, width: Math.max(1.5, end - x - .5), height},
        {x: area.x, y: area.y, width: area.width, height: area.height});
      return shape && {type: 'rect', shape, style: {fill: tints[kind(data.rows[api.value(3)])], stroke: kind(data.rows[api.value(3)]) === 2 ? '#000' : undefined}};
    };
    plot(part, {id: 'slots-plot', alt, height: Math.min(1400, 130 + 26 * data.lanes.length), option: () => ({
      legend: {top: 0, left: 0, data: KINDS, selectedMode: false},
      tooltip: {confine: true, formatter: one => {
        const row = data.rows[one.value[3]];
        return tip(row.key.slice(0, 8), [['batch', String(row.batch + 1)], ['seconds', number(+row.seconds.toPrecision(3))], ['slot', label(row.lane)],
          ...(row.cause >= 0 ? [['failed', data.failures[row.cause].text]] : [])]);
      }},
      grid: {top: 36, bottom: 38},
      dataZoom: [{type: 'slider', bottom: 4, height: 22, filterMode: 'weakFilter', labelFormatter: value => `${Math.round(value)} s`}],
      xAxis: axis('seconds since the start', {min: from, max: to}),
      yAxis: {type: 'category', data: data.lanes.map((_, i) => label(i)), inverse: true, axisLabel: {fontSize: 11, width: quarry.room(data.lanes.map((_, i) => label(i))), overflow: 'truncate'}},
      series: KINDS.map((name, i) => ({name, type: 'custom', renderItem: bar, itemStyle: {color: tints[i]}, encode: {x: [0, 1], y: 2},
        data: data.rows.map((row, n) => [row, n]).filter(([row]) => row.lane >= 0 && kind(row) === i).map(([row, n]) => [row.start, row.start + row.seconds, row.lane, n])}))})});
    part.append(figures('The longest evaluations as a table', ['key', 'host and slot', 'seconds', 'what came of it'],
      () => [...rows].sort((a, b) => b.seconds - a.seconds).slice(0, 30).map(row => [row.key.slice(0, 8), label(row.lane), row.seconds, KINDS[kind(row)]])));
  }

  return {growth, predictors, slots};
})();
