'use strict';
// The 3D scene: RAS mm, drawn by Plotly.
FoldLink.views.scene = (() => {
  const { data, byId, hidden, boxes, opacity, ml, mm, rgb } = FoldLink;
  const CAMERAS = [
    { name: 'Anterior', eye: [0, 1, 0], up: [0, 0, 1] },
    { name: 'Posterior', eye: [0, -1, 0], up: [0, 0, 1] },
    { name: 'Left', eye: [-1, 0, 0], up: [0, 0, 1] },
    { name: 'Right', eye: [1, 0, 0], up: [0, 0, 1] },
    { name: 'Superior', eye: [0, 0, 1], up: [0, 1, 0] },
    { name: 'Inferior', eye: [0, 0, -1], up: [0, 1, 0] },
  ];
  // Of the camera, in lengths of the scene's widest side: set so that the whole scene is in view.
  let distance = 2;
  const plot = byId('plot');
  // What each trace is: {kind, index}, in Plotly's order.
  const traces = [];

  /** Plotly reads some HTML in texts. */
  function escaped(text) {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  }

  function title(name, volume) {
    return `<b>${escaped(name.replaceAll('_', ' '))}</b><br>${ml(volume)} ml<extra></extra>`;
  }

  function surface(mesh) {
    const s = mesh.structure;
    return {
      type: 'mesh3d', name: s.name, x: mesh.x, y: mesh.y, z: mesh.z, i: mesh.i, j: mesh.j, k: mesh.k,
      color: rgb(s), opacity: opacity(s, FoldLink.organOpacity), hovertemplate: title(s.name, s.ml), flatshading: false,
      lighting: { ambient: 0.45, diffuse: 0.75, specular: 0.2, roughness: 0.6, fresnel: 0.1 },
      lightposition: { x: 2000, y: 4000, z: 4000 },
    };
  }

  function line(points, colour, width) {
    return {
      type: 'scatter3d', mode: 'lines', x: points.map((p) => p && p[0]), y: points.map((p) => p && p[1]),
      z: points.map((p) => p && p[2]), line: { color: colour, width }, hoverinfo: 'skip', connectgaps: false,
    };
  }

  function box(s, colour) {
    const { min, max } = s.box;
    const corner = (n) => [n & 1 ? max[0] : min[0], n & 2 ? max[1] : min[1], n & 4 ? max[2] : min[2]];
    const points = [];
    for (let n = 0; n < 8; n++) {
      for (const axis of [1, 2, 4]) if (!(n & axis)) points.push(corner(n), corner(n | axis), null);
    }
    return line(points, colour, 4);
  }

  function diameters(lesion) {
    const [a, b] = lesion.diameter_ends;
    const [c, d] = lesion.perpendicular_ends;
    return line([a, b, null, c, d], '#111', 7);
  }

  /** Above everything, since the diameters themselves lie inside the lesion. */
  function annotations() {
    return (data.lesions || []).map((l) => ({
      x: l.diameter_ends[1][0], y: l.diameter_ends[1][1], z: l.diameter_ends[1][2],
      text: `${l.number}: ${l.diameters_mm.map(mm).join(' × ')} mm`,
      ax: 50, ay: -36, arrowcolor: '#111', arrowwidth: 1, arrowhead: 0, bgcolor: 'rgba(255,255,255,0.85)', bordercolor: '#666',
      borderpad: 3, font: { size: 13, color: '#111' }, visible: wanted({ kind: 'diameters', index: indexOf(l) }),
    }));
  }

  function indexOf(lesion) {
    return (data.structures.find((s) => s.value === lesion.value) || {}).index;
  }

  /** Of all structures, a little wider, whatever is switched on: the view must not jump. */
  function bounds() {
    const seen = data.structures.filter((s) => !s.hidden);
    const shown = seen.length ? seen : data.structures;
    return [0, 1, 2].map((axis) => {
      const low = Math.min(...shown.map((s) => s.box.min[axis]), Infinity);
      const high = Math.max(...shown.map((s) => s.box.max[axis]), -Infinity);
      return low <= high ? [low - 8, high + 8] : [-1, 1];
    });
  }

  /** The patient's directions: those in the floor's plane along its edges, so that they do not lie over organs. */
  function letters(range) {
    const middle = range.map(([low, high]) => (low + high) / 2);
    const at = [];
    [['L', 'R'], ['P', 'A'], ['I', 'S']].forEach((pair, axis) => pair.forEach((letter, end) => {
      const point = middle.slice();
      point[axis] = range[axis][end] + (end ? 6 : -6);
      if (axis < 2) point[2] = range[2][0];
      // Not in one line with A and P.
      else point[0] = (middle[0] + range[0][0]) / 2;
      at.push({ letter, point });
    }));
    return {
      type: 'scatter3d', mode: 'text', text: at.map((l) => `<b>${l.letter}</b>`), hoverinfo: 'skip',
      x: at.map((l) => l.point[0]), y: at.map((l) => l.point[1]), z: at.map((l) => l.point[2]),
      textfont: { size: 20, color: '#1d4e7a' },
    };
  }

  function axis(text, [low, high]) {
    return {
      title: { text }, range: [low - 12, high + 12], autorange: false, zeroline: false, showspikes: false,
      gridcolor: '#d5dae0', backgroundcolor: '#f5f7f9', showbackground: true, nticks: 6, ticksuffix: '',
    };
  }

  function camera({ eye, up }) {
    const [x, y, z] = eye.map((v) => v * distance);
    const [ux, uy, uz] = up;
    return { eye: { x, y, z }, up: { x: ux, y: uy, z: uz }, center: { x: 0, y: 0, z: 0 }, projection: { type: 'perspective' } };
  }

  async function make() {
    await FoldLink.loadScript('plotly');
    const drawn = [];
    const add = (kind, index, trace) => {
      traces.push({ kind, index });
      drawn.push({ showlegend: false, ...trace });
    };
    for (const mesh of await FoldLink.surfaces()) add('surface', mesh.structure.index, surface(mesh));
    for (const s of data.structures) for (const one of boxes(s)) add('box', s.index, box(one, rgb(s)));
    for (const l of data.lesions || []) add('diameters', indexOf(l), diameters(l));
    const range = bounds();
    add('letters', 0, letters(range));
    drawn.forEach((trace, at) => { trace.visible = wanted(traces[at]); });
    const widths = range.map(([low, high]) => high - low + 24);
    const widest = Math.max(...widths);
    distance = 1.1 + Math.max(widths[2], 0.6 * widths[1]) / widest;
    await Plotly.newPlot(plot, drawn, {
      margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: '#fff', hoverlabel: { font: { size: 14 } },
      scene: {
        xaxis: axis('L – R, mm', range[0]), yaxis: axis('P – A, mm', range[1]), zaxis: axis('I – S, mm', range[2]),
        aspectmode: 'manual', aspectratio: { x: widths[0] / widest, y: widths[1] / widest, z: widths[2] / widest },
        camera: camera({ eye: [-0.35, 0.9, 0.25], up: [0, 0, 1] }), dragmode: 'turntable', annotations: annotations(),
      },
    }, {
      responsive: true, displaylogo: false, showLink: false, sendData: false,
      modeBarButtonsToRemove: ['resetCameraLastSave3d', 'hoverClosest3d', 'tableRotation', 'orbitRotation'],
      toImageButtonOptions: { format: 'png', filename: 'foldlink-scene', scale: 2 },
    });
    FoldLink.choice('cameras', CAMERAS, undefined, (c) => Plotly.relayout(plot, { 'scene.camera': camera(c) }));
    byId('scene-opacity').value = 100 * FoldLink.organOpacity;
    byId('scene-opacity').addEventListener('input', (e) => {
      const surfaces = traces.flatMap((t, at) => (t.kind === 'surface' ? [at] : []));
      const values = surfaces.map((at) => opacity(data.structures[traces[at].index - 1], e.target.value / 100));
      if (surfaces.length) Plotly.restyle(plot, { opacity: values }, surfaces);
    });
    for (const id of ['scene-boxes', 'scene-diameters']) byId(id).addEventListener('change', update);
  }

  function wanted({ kind, index }) {
    if (kind === 'letters') return true;
    if (hidden.has(index)) return false;
    return kind === 'surface' || byId(kind === 'box' ? 'scene-boxes' : 'scene-diameters').checked;
  }

  function update() {
    if (!plot.data) return;
    const changed = traces.flatMap((t, at) => (plot.data[at].visible !== wanted(t) ? [at] : []));
    if (!changed.length) return;
    Plotly.update(plot, { visible: changed.map((at) => wanted(traces[at])) }, { 'scene.annotations': annotations() }, changed);
  }

  return { make, update, resize: () => Plotly.Plots.resize(plot) };
})();
