'use strict';
// What the models of the front are like, and which decisions made them so.
const inside = (() => {
  const {data, number, figure, section, table, figures, select, plot, axis, tip, el, COLORS} = quarry;

  /** Cividis by bits, most bits darkest. */
  function shade(i, count) {
    const at = count === 1 ? 0 : i / (count - 1) * (quarry.SCALE.length - 1);
    return quarry.SCALE[Math.round(at)];
  }

  function formats() {
    const {layers, points, values, cells} = data.formats;
    if (points.length === 0 || layers.length === 0) {
      return;
    }
    const first = data.objectives[0];
    const part = section('The formats of each layer along the front', `Each column is a point of the front, from the best ${first.name} at the left; each row is a layer, from the image at the top. `
      + 'The darker, the more bits its weights (and, behind the stroke, its inputs) have; white: the point has no such layer.', 'formats');
    const share = (layer, wide) => {
      const having = cells[layer].filter(cell => cell >= 0);
      return having.filter(cell => values[cell] === wide).length / having.length;
    };
    const most = layers.map((layer, i) => [layer, values.map(value => [value, share(i, value)]).sort((a, b) => b[1] - a[1])[0]]);
    const alt = `Most frequent format of each layer: ${most.map(([layer, [value, part]]) => `${layer} ${value} (${Math.round(100 * part)} %)`).join('; ')}.`;
    plot(part, {id: 'formats-plot', alt, height: 120 + 22 * layers.length, option: () => ({
      tooltip: {confine: true, formatter: one => {
        const row = data.rows[points[one.value[0]]];
        return tip(layers[one.value[1]], [['format', values[one.value[2]]], ['candidate', row.key.slice(0, 8)],
          ...data.objectives.map((axis, i) => [axis.name, figure(row.scores[i], axis.unit)]).slice(0, 3)]);
      }},
      grid: {top: 56},
      xAxis: {type: 'category', data: points.map((_, i) => String(i + 1)), name: `points of the front, best ${first.name} first`, nameLocation: 'middle', nameGap: 24, splitArea: {show: false}},
      yAxis: {type: 'category', data: layers, inverse: true, axisLabel: {interval: 0, fontSize: 11, width: quarry.room(layers), overflow: 'truncate'}},
      visualMap: {type: 'piecewise', top: 0, left: 0, orient: 'horizontal', dimension: 2, itemGap: 8, textGap: 4,
        pieces: values.map((value, i) => ({value: i, label: value, color: shade(i, values.length)}))},
      series: [{type: 'heatmap', itemStyle: {borderColor: '#fff', borderWidth: 1},
        data: cells.flatMap((line, layer) => line.map((cell, at) => [at, layer, cell])).filter(one => one[2] >= 0)}]})});
    part.append(figures('Formats as a table', ['layer', ...values], () => layers.map((layer, i) => [layer,
      ...values.map(value => `${Math.round(100 * share(i, value))} %`)])));
  }

  function importance() {
    const part = section('Which decisions matter', 'How much worse an objective is predicted when the values of one decision are shuffled among candidates: a long bar is a decision that counts, '
      + 'one near zero hardly matters to this objective.', 'importance');
    if (data.importances.length === 0) {
      part.append(el('p', {}, data.importanceNote));
      return;
    }
    const MOST = 15;
    const cut = one => one.drops.slice(0, MOST);
    let chosen = data.importances[0];
    const note = el('p', {className: 'soft'});
    const said = () => `${chosen.objective}: ${chosen.drops.slice(0, 3).map(drop => `${drop.decision} (${number(+drop.r2.toPrecision(2))})`).join(', ')} matter most.`;
    const method = () => `Method: permutation importance (Breiman 2001), the fall of R² when a decision is shuffled, mean of 3 shuffles. Predictor: ${chosen.learner}, fitted on ${chosen.fitted} candidates; `
      + `on ${chosen.heldOut} others it has R² ${number(+chosen.r2.toPrecision(3))} and Kendall's τ ${number(+chosen.tau.toPrecision(3))}.`
      + (chosen.r2 < 0.5 ? ' That is little: take the order of the bars with care.' : '');
    const sentence = el('p', {}, said());
    const drawn = plot(part, {id: 'importance-plot', alt: said(), height: 90 + 24 * MOST, option: () => {
      const drops = cut(chosen);
      return {
        tooltip: {confine: true, formatter: one => tip(drops[one.dataIndex].decision, [['fall of R²', number(+drops[one.dataIndex].r2.toPrecision(3))]])},
        grid: {top: 8},
        xAxis: axis('fall of R² when shuffled'),
        yAxis: {type: 'category', inverse: true, data: drops.map(drop => drop.decision), axisLabel: {interval: 0, fontSize: 11, width: quarry.room(drops.map(drop => drop.decision)), overflow: 'truncate'}},
        series: [{type: 'bar', barMaxWidth: 16, color: COLORS[0], data: drops.map(drop => Math.max(0, drop.r2))}],
      };
    }});
    if (data.importances.length > 1) {
      drawn.holder.before(el('div', {className: 'controls'}, select('objective', data.importances.map((one, i) => [String(i), one.objective]), '0', value => {
        chosen = data.importances[Number(value)];
        drawn.redraw();
        sentence.textContent = said();
        note.textContent = method();
        drawn.holder.setAttribute('aria-label', said());
      })));
    }
    note.textContent = method();
    part.append(sentence, note, figures('All decisions as a table', ['objective', 'decision', 'fall of R²'],
      () => data.importances.flatMap(one => one.drops.map(drop => [one.objective, drop.decision, drop.r2]))));
  }

  function failures() {
    if (data.failures.length === 0) {
      return;
    }
    const part = section('What failed', 'A candidate that fails is data: the search goes on without it. Causes that differ in numbers alone are counted together.', 'failures');
    part.append(table(['candidates', 'cause of the first of them', 'its key'],
      [...data.failures].sort((a, b) => b.count - a.count).map(cause => [cause.count, cause.text, cause.key.slice(0, 8)])));
  }

  function provenance() {
    const part = section('Where this comes from', '', 'provenance');
    part.append(table(['', ''], data.provenance.map(fact => [fact.name, fact.value])),
      quarry.details('The effective configuration', el('pre', {}, data.configuration)));
  }

  return {formats, importance, failures, provenance};
})();
