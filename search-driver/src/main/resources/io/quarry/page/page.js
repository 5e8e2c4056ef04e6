'use strict';
// What pages share: the data, elements, tables, figures, plots. Texts become text nodes, never markup.
const quarry = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);

  // Okabe and Ito's eight, without black and yellow: told apart whatever the eyes.
  const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#999999'];
  // Cividis, dark to light without its palest end.
  const SCALE = ['#00224e', '#2a3f6d', '#575d6d', '#7d7c78', '#a59c74', '#d2c060', '#fee838'];
  const SMALL = 600;

  const charts = [];
  const waiting = [];

  /** An element: el('p', {className: 'soft'}, 'text', anotherElement). */
  function el(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === 'on') {
        Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
      } else if (name === 'aria') {
        Object.entries(value).forEach(([key, text]) => element.setAttribute(`aria-${key}`, text));
      } else {
        element[name] = value;
      }
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  }

  /** A figure to four digits, grouped; a dash where there is none. */
  function number(value) {
    if (value === null || value === undefined || !Number.isFinite(value)) {
      return '–';
    }
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e9) {
      return value.toLocaleString('en-US');
    }
    if (size >= 1e6 || (size < 1e-4 && size > 0)) {
      return value.toExponential(3);
    }
    return value.toLocaleString('en-US', {maximumSignificantDigits: 4});
  }

  /** A figure with its unit. */
  function figure(value, unit) {
    return value === null || value === undefined || !unit ? number(value) : `${number(value)} ${unit}`;
  }

  /** A section with its heading, and how to read it. */
  function section(title, how = '', id = '') {
    const part = el('section', {id}, el('h2', {}, title));
    if (how) {
      part.append(el('p', {className: 'how'}, how));
    }
    document.getElementById('page').append(part);
    return part;
  }

  /** A table; cells are texts, numbers (set to the right) or elements. */
  function table(head, rows, caption = '') {
    const isNumber = head.map((_, i) => rows.length > 0 && rows.every(row => typeof row[i] === 'number' || row[i] === null));
    const cell = (tag, value, i) => {
      const shown = typeof value === 'number' || value === null ? number(value) : value;
      const long = typeof value === 'string' && value.length > 60 ? 'long' : '';
      return el(tag, {className: isNumber[i] ? 'number' : long}, shown);
    };
    const body = rows.map(row => {
      const line = el('tr', {className: row.differs ? 'differs' : ''});
      line.append(...row.map((value, i) => cell('td', value, i)));
      return line;
    });
    const made = el('table', {}, el('thead', {}, el('tr', {}, ...head.map((text, i) => {
      const title = cell('th', text, i);
      title.scope = 'col';
      return title;
    }))), el('tbody', {}, ...body));
    if (caption) {
      made.prepend(el('caption', {}, caption));
    }
    return el('div', {className: 'scroll', tabIndex: 0}, made);
  }

  /** What is shown on demand. */
  function details(title, ...content) {
    return el('details', {}, el('summary', {}, title), ...content);
  }

  /** The table behind a plot, made when it is opened first. */
  function figures(title, head, rows) {
    const part = details(title);
    part.addEventListener('toggle', () => {
      if (part.open && part.childElementCount === 1) {
        part.append(table(head, rows()));
      }
    });
    return part;
  }

  /** A choice; listener gets the value. */
  function select(label, options, value, listener) {
    const choice = el('select', {on: {change: event => listener(event.target.value)}},
      ...options.map(([key, text]) => el('option', {value: key, selected: key === value}, text)));
    return el('label', {}, label, choice);
  }

  /**
   * A plot under a part of the page. option() makes ECharts's, anew at each redraw; alt is what there is
   * to see, in a sentence. Plots are drawn one after another, so that the first can be used at once.
   */
  function plot(parent, {alt, option, small = false, id = '', height = 0}) {
    const holder = el('div', {className: small ? 'chart small' : 'chart', id, role: 'img', aria: {label: alt}});
    if (height) {
      holder.style.height = `${height}px`;
    }
    parent.append(holder);
    const made = {holder, chart: null, redraw: () => {
      if (made.chart) {
        made.chart.setOption(complete(option(), holder), {notMerge: true});
      }
    }};
    const draw = () => {
      if (!made.chart) {
        made.chart = echarts.init(holder, null, {renderer: 'canvas'});
        charts.push(made);
        made.redraw();
        (made.listeners || []).forEach(([event, listener]) => made.chart.on(event, listener));
      }
    };
    waiting.push(draw);
    made.on = (event, listener) => {
      made.listeners = [...(made.listeners || []), [event, listener]];
    };
    return made;
  }

  function complete(option, holder) {
    const narrow = holder.clientWidth < SMALL;
    const side = narrow ? 4 : 10;
    return {
      animation: false,
      color: COLORS,
      textStyle: {fontFamily: 'system-ui, sans-serif', color: '#1b1f24'},
      ...option,
      // Within its bounds a grid makes room for its labels and the axes' names.
      grid: {left: side, right: side + 14, top: 36, bottom: 8, ...option.grid, outerBoundsMode: 'same', outerBoundsContain: 'all'},
    };
  }

  /** An axis with its name in the middle. */
  function axis(name, more = {}) {
    return {type: 'value', name, nameLocation: 'middle', nameGap: 22, scale: true,
      nameTextStyle: {color: '#1b1f24'}, axisLine: {show: true}, axisLabel: {hideOverlap: true, formatter: short},
      splitLine: {lineStyle: {color: '#e6e9ec'}}, ...more};
  }

  /** The width of the longest of texts as labels of an axis, in pixels, at most a share of the page's. */
  function room(texts) {
    const brush = document.createElement('canvas').getContext('2d');
    brush.font = '11px system-ui, sans-serif';
    const most = Math.max(0, ...texts.map(text => brush.measureText(text).width));
    return Math.ceil(Math.min(most + 10, window.innerWidth * (window.innerWidth < SMALL ? 0.33 : 0.4)));
  }

  /** A tick's figure. */
  function short(value) {
    const size = Math.abs(value);
    if (size >= 1e9) {
      return `${+(value / 1e9).toPrecision(3)}G`;
    }
    if (size >= 1e6) {
      return `${+(value / 1e6).toPrecision(3)}M`;
    }
    return size >= 1e4 ? `${+(value / 1e3).toPrecision(3)}k` : String(+value.toPrecision(3));
  }

  /** What stands in a tooltip: the first line strong, then pairs. */
  function tip(title, lines) {
    return el('div', {className: 'tip'}, el('strong', {}, title),
      ...lines.map(line => el('div', {className: line.soft ? 'soft' : ''}, Array.isArray(line) ? `${line[0]}: ${line[1]}` : (line.soft || line))));
  }

  /** Draws what is waiting. */
  function draw() {
    performance.mark('quarry-start');
    const next = () => {
      const one = waiting.shift();
      if (!one) {
        document.documentElement.dataset.drawn = String(charts.length);
        return;
      }
      one();
      if (!document.documentElement.dataset.ready) {
        document.documentElement.dataset.ready = String(Math.round(performance.now()));
      }
      setTimeout(next, 0);
    };
    next();
    let pending = 0;
    window.addEventListener('resize', () => {
      clearTimeout(pending);
      pending = setTimeout(() => charts.forEach(resize), 150);
    });
    window.addEventListener('beforeprint', () => {
      waiting.splice(0).forEach(one => one());
      charts.forEach(resize);
    });
    window.addEventListener('afterprint', () => charts.forEach(resize));
  }

  function resize(made) {
    made.chart.resize();
    made.redraw();
  }

  return {data, el, number, figure, section, table, details, figures, select, plot, axis, room, short, tip, draw, COLORS, SCALE};
})();
