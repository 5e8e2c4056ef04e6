'use strict';
// The front: any two objectives, a third as colour; what is pinned stands side by side below.
const front = (() => {
  const {data, el, number, figure, section, table, figures, select, plot, axis, tip, SCALE} = quarry;
  const axes = data.objectives;
  const confirmedOf = new Map(data.confirmed.map(one => [one.row, one]));
  const searched = axes.map((_, i) => i).filter(i => axes[i].searched);
  const NONE = '-1';
  // Axes whose values spread wider than this are logarithmic, if that is wanted.
  const WIDE = 50;

  const state = {x: searched[1] ?? searched[0] ?? 0, y: searched[0] ?? 0, color: searched[2] ?? -1,
    most: axes.map(() => null), behind: true, uniform: true, logarithmic: true, pins: []};

  function title(i) {
    const one = axes[i];
    return one.unit && !one.name.endsWith(one.unit) ? `${one.name} (${one.unit})` : one.name;
  }

  /** A row's figure with its interval, where it has one. */
  function withInterval(row, i) {
    const [value, low, high] = [row.scores[i], row.low[i], row.high[i]];
    const text = figure(value, axes[i].unit);
    return low === null || value === null ? text : `${text} [${number(low)}, ${number(high)}]`;
  }

  function decided(row, wantFormats) {
    return data.decisions.map((choice, i) => [choice, row.genome[i]])
      .filter(([choice, value]) => choice.format === wantFormats && value >= 0)
      .map(([choice, value]) => `${choice.name.replace(/\.format$/, '')} ${choice.values[value]}`);
  }

  /** How many layers have which formats. */
  function policy(row) {
    const counts = new Map();
    data.decisions.forEach((choice, i) => {
      if (choice.format && row.genome[i] >= 0) {
        const value = choice.values[row.genome[i]];
        counts.set(value, (counts.get(value) || 0) + 1);
      }
    });
    return [...counts].sort((a, b) => b[1] - a[1]).map(([value, count]) => `${value} ×${count}`).join(', ');
  }

  function kept(row) {
    return row.cause < 0 && axes.every((one, i) => state.most[i] === null
      || (row.scores[i] !== null && (one.minimize ? row.scores[i] <= state.most[i] : row.scores[i] >= state.most[i])));
  }

  /** The rows that no other one beats in both objectives, and that keep the filter and the constraints. */
  function twoDimensional(rows) {
    const sign = i => (axes[i].minimize ? 1 : -1);
    const [sx, sy] = [sign(state.x), sign(state.y)];
    const sorted = rows.filter(n => data.rows[n].feasible).sort((a, b) => {
      const [p, q] = [data.rows[a].scores, data.rows[b].scores];
      return sx * (p[state.x] - q[state.x]) || sy * (p[state.y] - q[state.y]);
    });
    let best = Infinity;
    return sorted.filter(n => {
      const y = sy * data.rows[n].scores[state.y];
      const better = y < best;
      best = Math.min(best, y);
      return better;
    });
  }

  function extent(values) {
    return [Math.min(...values), Math.max(...values)];
  }

  function shown() {
    return data.rows.map((_, n) => n).filter(n => kept(data.rows[n])
      && data.rows[n].scores[state.x] !== null && data.rows[n].scores[state.y] !== null);
  }

  function hover(n) {
    const row = data.rows[n];
    const confirmed = confirmedOf.get(n);
    const lines = axes.map((_, i) => [title(i).replace(/ \(.*/, ''), withInterval(row, i)]);
    if (confirmed) {
      lines.push(['test error', `${figure(confirmed.testError, '%')}${confirmed.testLow === null ? '' : ` [${number(confirmed.testLow)}, ${number(confirmed.testHigh)}]`}`]);
      if (confirmed.latency !== null) {
        lines.push(['latency again', `${figure(confirmed.latency, 'ms')} (p10 ${number(confirmed.latencyP10)}, p90 ${number(confirmed.latencyP90)})`]);
      }
      lines.push(['standing', confirmed.standing]);
    }
    lines.push(['formats', policy(row)], {soft: decided(row, false).join(', ')});
    if (row.uniform) {
      lines.push({soft: `${row.uniform} in every layer that has a choice${row.largest ? ', largest network' : ''}`});
    }
    return tip(`${row.key.slice(0, 8)}${row.front ? ', on the front' : ''}`, lines);
  }

  const point = n => ({value: [data.rows[n].scores[state.x], data.rows[n].scores[state.y],
    state.color < 0 ? null : data.rows[n].scores[state.color]], row: n, name: data.rows[n].key.slice(0, 8)});

  function option() {
    const rows = shown();
    const line = twoDimensional(rows);
    const onFront = rows.filter(n => data.rows[n].front);
    const baselines = state.uniform ? rows.filter(n => data.rows[n].uniform) : [];
    const colors = onFront.map(n => point(n).value[2]).filter(v => v !== null);
    const scale = i => {
      const [low, high] = extent(rows.map(n => data.rows[n].scores[i]));
      const wide = state.logarithmic && low > 0 && high / low > WIDE;
      return axis(title(i), {...(wide ? {type: 'log', min: low / 1.2, max: high * 1.2} : {}), axisLabel: {formatter: quarry.short, hideOverlap: true, ...(wide ? {showMinLabel: false, showMaxLabel: false} : {})},
        minorTick: {show: wide}});
    };
    return {
      aria: {enabled: false},
      legend: {top: 0, left: 0, itemGap: 14, selectedMode: false},
      tooltip: {trigger: 'item', confine: true, formatter: one => (one.data && one.data.row !== undefined ? hover(one.data.row) : '')},
      toolbox: {right: 8, top: 0, feature: {dataZoom: {title: {zoom: 'zoom', back: 'back'}}, restore: {title: 'reset'}, saveAsImage: {title: 'picture'}}},
      grid: {top: 64, bottom: state.color < 0 ? 8 : 52},
      xAxis: scale(state.x),
      yAxis: scale(state.y),
      visualMap: state.color < 0 || colors.length === 0 ? [] : [{type: 'continuous', seriesIndex: 2, dimension: 2, min: Math.min(...colors),
        max: Math.max(...colors), inRange: {color: SCALE}, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 180, itemWidth: 12,
        text: [title(state.color), ''], precision: 3, formatter: quarry.short, textStyle: {fontSize: 12}}],
      series: [
        {name: 'evaluated', type: 'scatter', symbolSize: 5, z: 1, itemStyle: {color: '#8c959f', opacity: .45},
          data: state.behind ? rows.filter(n => !data.rows[n].front).map(point) : []},
        {name: 'best for these two', type: 'line', step: 'end', symbol: 'none', z: 2, lineStyle: {color: '#57606a', width: 1.5},
          silent: true, itemStyle: {color: '#57606a'}, data: line.map(n => point(n).value)},
        {name: 'front', type: 'scatter', symbolSize: 11, z: 4, itemStyle: {color: '#0072b2', borderColor: '#fff', borderWidth: 1},
          data: onFront.map(point)},
        {name: 'one format everywhere', type: 'scatter', symbol: 'diamond', symbolSize: 14, z: 3,
          itemStyle: {color: 'rgba(255,255,255,.6)', borderColor: '#d55e00', borderWidth: 2},
          label: {show: true, position: 'top', color: '#8a3d00', fontSize: 11, formatter: one => (data.rows[one.data.row].largest ? data.rows[one.data.row].uniform : '')},
          labelLayout: {hideOverlap: true}, data: baselines.map(point)},
        {name: 'pinned', type: 'scatter', symbol: 'circle', symbolSize: 20, z: 6, silent: true,
          itemStyle: {color: 'transparent', borderColor: '#cc79a7', borderWidth: 3},
          label: {show: true, position: 'top', color: '#8f3a6b', fontWeight: 'bold', formatter: one => 'AB'[one.dataIndex]},
          data: state.pins.filter(n => rows.includes(n)).map(point)},
      ],
    };
  }

  function alternative() {
    const rows = shown();
    const points = rows.filter(n => data.rows[n].front);
    const range = i => {
      const values = points.map(n => data.rows[n].scores[i]).filter(v => v !== null);
      return values.length === 0 ? '' : `${axes[i].name} from ${figure(Math.min(...values), axes[i].unit)} to ${figure(Math.max(...values), axes[i].unit)}`;
    };
    return `${points.length} points of the front among ${rows.length} candidates shown: ${[state.x, state.y].map(range).filter(Boolean).join(', ')}.`;
  }

  function compared() {
    const chosen = state.pins.map(n => data.rows[n]);
    const line = (name, cells) => {
      const made = [name, ...cells];
      made.differs = cells.length === 2 && cells[0] !== cells[1];
      return made;
    };
    const rows = axes.map((_, i) => line(title(i), chosen.map(row => withInterval(row, i))));
    rows.push(line('test error (%)', state.pins.map(n => {
      const one = confirmedOf.get(n);
      return one ? `${number(one.testError)}${one.testLow === null ? '' : ` [${number(one.testLow)}, ${number(one.testHigh)}]`}` : '–';
    })));
    const head = ['', ...chosen.map((row, i) => `${'AB'[i]}: ${row.key.slice(0, 8)}`)];
    const decisions = data.decisions.map((choice, i) => line(choice.name, chosen.map(row => (row.genome[i] < 0 ? '–' : choice.values[row.genome[i]]))));
    return chosen.length === 1
      ? [table(head, rows), quarry.details('Its decisions', table(head, decisions.filter(cells => cells[1] !== '–')))]
      : [table(head, [...rows, ...decisions.filter(cells => cells.differs)])];
  }

  function build() {
    if (axes.length === 0 || !data.rows.some(row => row.cause < 0)) {
      return;
    }
    const part = section('The trade-off', 'Each dot is a network that was built and measured; the nearer to the corner of the better values, the better. '
      + 'Coloured dots are the front: nothing measured beats them in every objective of the search. Grey ones are all others; the line joins the best for the two axes '
      + 'alone. Diamonds have one format in every layer: what one gets without a search. Point at a dot to read it, click to pin it, click a second one to compare.', 'front');
    const named = axes.map((_, i) => [String(i), title(i)]);
    const change = key => value => {
      state[key] = Number(value);
      redraw();
    };
    const box = (label, key) => el('label', {className: 'check'}, el('input', {type: 'checkbox', checked: state[key],
      on: {change: event => {
        state[key] = event.target.checked;
        redraw();
      }}}), label);
    part.append(el('div', {className: 'controls'},
      select('across', named, String(state.x), change('x')), select('up', named, String(state.y), change('y')),
      select('colour', [[NONE, 'none'], ...named], String(state.color), change('color')),
      box('logarithmic', 'logarithmic'), box('all evaluated', 'behind'), box('one format everywhere', 'uniform')));
    part.append(el('div', {className: 'controls'}, ...axes.map((one, i) => el('label', {}, `${one.name} at ${one.minimize ? 'most' : 'least'}`,
      el('input', {type: 'number', step: 'any', name: `most-${one.name}`, on: {input: event => {
        state.most[i] = event.target.value === '' ? null : Number(event.target.value);
        redraw();
      }}})))));
    const said = el('p', {className: 'soft', id: 'front-said', aria: {live: 'polite'}}, alternative());
    const pins = el('div', {className: 'pins', id: 'pins'});
    const drawn = plot(part, {id: 'front-plot', alt: alternative(), option});
    drawn.on('click', one => {
      if (one.data && one.data.row !== undefined) {
        pin(one.data.row);
      }
    });
    part.append(said, pins);
    data.answers.filter(answer => answer.row >= 0).slice(0, 1).forEach(answer => pin(answer.row));
    part.append(figures('The front as a table', ['key', ...axes.map((_, i) => title(i)), 'test error (%)', 'standing', 'formats (decisions)'],
      () => data.rows.map((row, n) => [row, n]).filter(([row]) => row.front).sort((a, b) => a[0].scores[state.y] - b[0].scores[state.y])
        .map(([row, n]) => [row.key.slice(0, 8), ...row.scores, confirmedOf.get(n)?.testError ?? null, confirmedOf.get(n)?.standing ?? '–', policy(row)])));

    function pin(n) {
      state.pins = state.pins.includes(n) ? state.pins.filter(other => other !== n) : [...state.pins.slice(-1), n];
      pins.replaceChildren(...(state.pins.length === 0 ? [] : [
        el('h3', {}, state.pins.length === 1 ? 'Pinned as A: click another dot to compare' : 'Side by side, with the decisions that differ'),
        ...compared(), el('button', {type: 'button', on: {click: () => {
          state.pins = [];
          pins.replaceChildren();
          redraw();
        }}}, 'unpin')]));
      redraw();
    }

    function redraw() {
      drawn.redraw();
      said.textContent = alternative();
      drawn.holder.setAttribute('aria-label', alternative());
    }
  }

  return {build, title, hover, policy};
})();
