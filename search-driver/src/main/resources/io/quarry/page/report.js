'use strict';
// The page of one run, from top to bottom.
(() => {
  const {data, el, number} = quarry;
  const head = data.head;
  const page = document.getElementById('page');

  page.append(el('h1', {}, `Search ${head.name}`));
  page.append(el('p', {className: 'soft'}, `${number(head.measured)} candidates measured, ${number(head.failed)} failed`
    + `${head.reused ? `, ${number(head.reused)} taken over from other runs` : ''}, of a budget of ${number(head.budget)}; ${number(head.frontSize)} on the front. `
    + `${head.running ? 'Running' : `Ended: ${head.ended}`}. Written ${head.writtenAt.replace('T', ' ').replace('Z', ' UTC')}.`));
  page.append(el('p', {className: 'how'}, 'A search looks for smaller or faster networks inside a large one, and for the number format of every layer at once: '
    + 'fewer bits cost less and may err more. Every figure here was measured on the model as it is exported.'));
  data.notices.forEach(text => page.append(el('p', {className: 'notice', role: 'note'}, text)));
  page.append(el('div', {className: 'answers', id: 'answers'}, ...data.answers.map(answer => el('div', {className: 'answer'},
    el('h3', {}, answer.question), el('p', {className: 'verdict'}, answer.verdict), ...answer.lines.map(line => el('p', {className: 'soft'}, line))))));

  front.build();
  inside.formats();
  inside.importance();
  course.growth();
  course.predictors();
  course.slots();
  inside.failures();
  inside.provenance();
  quarry.draw();
})();
