'use strict';
// Table, check boxes and tabs. The two views register themselves as FoldLink.scene and FoldLink.slices and are made when first shown.
const FoldLink = (() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId('data').textContent);
  const views = {};
  const made = {};
  const hidden = new Set(data.structures.filter((s) => s.hidden).map((s) => s.index));
  let meshes;

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  /** Three figures or more, as a reader of volumes wants them. */
  function ml(value) {
    return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);
  }

  /** With a minus sign, not a hyphen. */
  function fixed(value, digits) {
    return value.toFixed(digits).replace('-', '\u2212');
  }

  function mm(value) {
    return fixed(value, 1);
  }

  function rgb(structure, alpha = 1) {
    return `rgba(${structure.colour.join(',')},${alpha})`;
  }

  async function unpack(id) {
    const text = atob(byId(id).textContent);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).arrayBuffer();
  }

  async function loadScript(id) {
    const script = document.createElement('script');
    script.textContent = new TextDecoder().decode(await unpack(id));
    document.head.append(script);
  }

  /** Of each structure that has a surface: x, y, z (RAS mm) and i, j, k (corners). MeshBlob.java says how they lie. */
  async function surfaces() {
    if (meshes) return meshes;
    const buffer = await unpack('meshes');
    meshes = data.structures.filter((s) => s.mesh).map((structure) => {
      const { at, points, triangles, wide, origin, step } = structure.mesh;
      const axis = (a) => Float32Array.from(
        new Uint16Array(buffer.slice(at + 2 * a * points, at + 2 * (a + 1) * points)), (v) => origin[a] + step[a] * v);
      const corner = (c) => {
        const from = at + 6 * points + c * triangles * (wide ? 4 : 2);
        const part = buffer.slice(from, from + triangles * (wide ? 4 : 2));
        return Uint32Array.from(wide ? new Uint32Array(part) : new Uint16Array(part));
      };
      return { structure, x: axis(0), y: axis(1), z: axis(2), i: corner(0), j: corner(1), k: corner(2) };
    });
    return meshes;
  }

  function row(table, cells) {
    const tr = table.appendChild(element('tr'));
    for (const cell of cells) tr.append(cell);
    return tr;
  }

  function heading(table, names) {
    row(table.createTHead(), names.map((n, at) => element('th', n, at === names.indexOf('name') ? 'name' : '')));
    return table.appendChild(element('tbody'));
  }

  /** A structure's own box, or one for each lesion where it is a label of lesions. */
  function boxes(structure) {
    const lesions = (data.lesions || []).filter((l) => l.value === structure.value);
    return lesions.length ? lesions : [structure];
  }

  /** Share of light that its surface stops: what lies in an organ must be seen through it. */
  function opacity(structure, organs) {
    return structure.lesion ? Math.max(0.6, organs) : organs;
  }

  const organOpacity = data.structures.some((s) => s.lesion) ? 0.35 : 1;

  function intensity(structure) {
    return structure.intensity && Object.values(structure.intensity)[0];
  }

  /** The centre; of a lesion the middle of its diameter, in whose slice it is measured. */
  function focus(structure) {
    const ends = structure.diameter_ends;
    return ends ? ends[0].map((v, axis) => (v + ends[1][axis]) / 2) : structure.centre;
  }

  async function goTo(point) {
    await select('slices');
    views.slices.goTo(point);
  }

  function nameCell(structure, text) {
    const td = element('td', undefined, 'name');
    const button = td.appendChild(element('button', text));
    button.type = 'button';
    button.title = 'Show it in the slices';
    button.addEventListener('click', () => goTo(focus(structure)));
    return td;
  }

  function structureTable() {
    const first = data.structures.map(intensity).find((v) => v && v.mean !== undefined);
    const agreement = data.structures.some((s) => s.fold_agreement !== undefined);
    const names = ['', '', 'name', 'ml', 'axial mm'];
    if (first) names.push('mean' + (first.unit ? ' ' + first.unit : ''));
    if (agreement) names.push('folds agree');
    const body = heading(byId('structures'), names);
    for (const s of data.structures) {
      const box = element('input');
      box.type = 'checkbox';
      box.id = 'show-' + s.index;
      box.checked = !hidden.has(s.index);
      box.setAttribute('aria-label', 'Show ' + s.name);
      const check = element('td');
      check.append(box);
      const colour = element('td');
      colour.appendChild(element('span', undefined, 'swatch')).style.background = rgb(s);
      const cells = [check, colour, nameCell(s, s.name.replaceAll('_', ' ')), element('td', ml(s.ml)),
        element('td', s.diameters_mm.map(mm).join(' × '))];
      if (first) {
        const v = intensity(s);
        cells.push(element('td', v && v.mean !== undefined ? fixed(v.mean, Math.abs(v.mean) < 10 ? 1 : 0) : '–'));
      }
      if (agreement) cells.push(element('td', s.fold_agreement === undefined ? '–' : (100 * s.fold_agreement).toFixed(1) + ' %'));
      const tr = row(body, cells);
      tr.classList.toggle('off', hidden.has(s.index));
      box.addEventListener('change', () => show([s], box.checked));
    }
    if (data.absent && data.absent.length) {
      byId('absent').textContent = 'Not found: ' + data.absent.join(', ').replaceAll('_', ' ') + '.';
    }
  }

  function show(structures, on) {
    for (const s of structures) {
      if (on) hidden.delete(s.index); else hidden.add(s.index);
      const box = byId('show-' + s.index);
      box.checked = on;
      box.closest('tr').classList.toggle('off', !on);
    }
    for (const name of Object.keys(made)) views[name].update();
  }

  function lesionTable() {
    const lesions = data.lesions || [];
    for (const part of document.querySelectorAll('.with-lesions')) part.hidden = !lesions.length;
    if (!lesions.length) return;
    const covering = new Set(data.structures.filter((s) => s.hidden).map((s) => s.name));
    const body = heading(byId('lesions'), ['', 'name', 'ml', 'axial mm', 'nearest']);
    for (const l of lesions) {
      const nearest = Object.entries(l.distances_mm || {}).find(([name]) => !covering.has(name));
      row(body, [element('td', l.number), nameCell(l, l.name.replaceAll('_', ' ')), element('td', ml(l.ml)),
        element('td', l.diameters_mm.map(mm).join(' × ')),
        element('td', nearest ? nearest[0].replaceAll('_', ' ') + ' ' + mm(nearest[1]) + ' mm' : '–')]);
    }
    const rule = data.lesion_rule;
    if (rule) {
      byId('lesion-rule').textContent = `Of ${rule.min_ml} ml or more; ${rule.left_out} smaller left out. `
        + 'Axial: the longest diameter and the longest across it, in the slice of the longest.';
    }
  }

  function facts() {
    const rows = data.facts.map(([name, value]) => [name, value]);
    const grid = (g) => g.size.join(' × ') + ' voxels of ' + g.spacing.map((v) => v.toFixed(2)).join(' × ') + ' mm';
    rows.push(['Grid', grid(data.scan)]);
    if (data.shown.reduced) {
      rows.push(['Shown on', grid(data.shown)]);
      byId('reduced').hidden = false;
      byId('reduced').textContent = 'The slices are shown coarser than the scan is, so that the page stays small: '
        + grid(data.shown) + '. Surfaces and figures are those of the full grid.';
    }
    for (const [name, value] of Object.entries(data.provenance || {})) {
      rows.push([name[0].toUpperCase() + name.slice(1).replaceAll('_', ' '), Array.isArray(value) ? value.join(', ') : String(value)]);
    }
    const seconds = Object.values(data.seconds || {}).reduce((a, b) => a + b, 0);
    if (seconds) rows.push(['Computed in', seconds.toFixed(1) + ' s']);
    if (data.software) rows.push(['FoldLink', data.software]);
    rows.push(['Frame', 'RAS mm: +x to the patient’s right, +y anterior, +z superior']);
    for (const [name, value] of rows) row(byId('facts'), [element('td', name), element('td', value)]);
  }

  function fail(error) {
    const message = byId('failure');
    message.hidden = false;
    message.textContent = 'This view could not be drawn: ' + error.message
      + ' (it needs WebGL 2 in a browser of 2023 or newer; the table is complete without it).';
    console.error(error);
  }

  async function select(name) {
    for (const other of ['scene', 'slices']) {
      byId(other).hidden = other !== name;
      byId('tab-' + other).setAttribute('aria-selected', String(other === name));
    }
    try {
      if (!made[name]) {
        made[name] = views[name].make();
        await made[name];
        document.body.dataset[name] = 'ready';
      } else {
        await made[name];
        views[name].resize();
      }
      views[name].update();
    } catch (error) {
      fail(error);
    }
  }

  /** Buttons of which one is pressed. */
  function choice(group, options, chosen, act) {
    const buttons = options.map((option) => {
      const button = byId(group).appendChild(element('button', option.name));
      button.type = 'button';
      button.dataset.name = option.name;
      if (option.hint) button.title = option.hint;
      button.addEventListener('click', () => {
        if (chosen !== undefined) for (const b of buttons) b.setAttribute('aria-pressed', String(b === button));
        act(option);
      });
      return button;
    });
    if (chosen !== undefined) buttons[chosen].setAttribute('aria-pressed', 'true');
  }

  function start() {
    structureTable();
    lesionTable();
    facts();
    byId('show-all').addEventListener('click', () => show(data.structures, true));
    byId('show-none').addEventListener('click', () => show(data.structures, false));
    for (const name of ['scene', 'slices']) byId('tab-' + name).addEventListener('click', () => select(name));
    select('scene');
  }

  return { data, byId, views, hidden, surfaces, unpack, loadScript, choice, focus, boxes, opacity, organOpacity, ml, mm, fixed, rgb, start };
})();
