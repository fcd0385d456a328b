'use strict';
// Axial, sagittal and coronal slices and the surfaces, drawn by NiiVue; boxes and diameters on a canvas above it.
FoldLink.views.slices = (() => {
  const { data, byId, hidden, boxes, opacity, mm, fixed, rgb } = FoldLink;
  const WINDOWS = [
    { name: 'Abdomen', width: 400, level: 40 },
    { name: 'Brain', width: 80, level: 40 },
    { name: 'Lung', width: 1500, level: -600 },
    { name: 'Bone', width: 1800, level: 400 },
  ];
  const AXIAL = 0, CORONAL = 1, SAGITTAL = 2, RENDER = 4;
  // Slicer's four-up: axial and 3D above, coronal and sagittal below.
  const LAYOUT = [[AXIAL, 0, 0], [RENDER, 0.5, 0], [CORONAL, 0, 0.5], [SAGITTAL, 0.5, 0.5]].map(([sliceType, left, top]) => (
    { sliceType, position: [left + 0.002, top + 0.002, 0.496, 0.496] }));
  const NAMES = { [AXIAL]: 'axial', [CORONAL]: 'coronal', [SAGITTAL]: 'sagittal', [RENDER]: '3D' };
  // Of a slice's picture: which axes of the grid (RAS order) run across and up it.
  const ACROSS = { [AXIAL]: [0, 1, 2], [CORONAL]: [0, 2, 1], [SAGITTAL]: [1, 2, 0] };
  // The patient's sides at the low and the high end of each axis in RAS order.
  const SIDES = [['L', 'R'], ['P', 'A'], ['I', 'S']];
  let nv, labels;
  const meshes = new Map();

  function windows() {
    const auto = { name: 'Auto', low: data.auto.low, high: data.auto.high };
    const fixed = WINDOWS.map((w) => ({ ...w, low: w.level - w.width / 2, high: w.level + w.width / 2, hint: `W ${w.width} L ${w.level}` }));
    return data.ct ? [...fixed, auto] : [auto];
  }

  function setWindow({ low, high }) {
    nv.volumes[0].cal_min = low;
    nv.volumes[0].cal_max = high;
    nv.updateGLVolume();
  }

  function colours() {
    const all = [{ colour: [0, 0, 0] }, ...data.structures];
    return {
      R: all.map((s) => s.colour[0]), G: all.map((s) => s.colour[1]), B: all.map((s) => s.colour[2]),
      A: all.map((s) => (s.index && !hidden.has(s.index) ? 255 : 0)), I: all.map((_, at) => at),
      labels: all.map((s) => s.name || ''),
    };
  }

  async function surfaces() {
    for (const { structure, x, y, z, i, j, k } of await FoldLink.surfaces()) {
      const points = new Float32Array(3 * x.length);
      x.forEach((_, p) => { points[3 * p] = x[p]; points[3 * p + 1] = y[p]; points[3 * p + 2] = z[p]; });
      const corners = new Uint32Array(3 * i.length);
      i.forEach((_, t) => { corners[3 * t] = i[t]; corners[3 * t + 1] = j[t]; corners[3 * t + 2] = k[t]; });
      const mesh = new niivue.NVMesh(points, corners, structure.name, new Uint8Array([...structure.colour, 255]),
        opacity(structure, FoldLink.organOpacity), !hidden.has(structure.index), nv.gl);
      meshes.set(structure.index, mesh);
      nv.addMesh(mesh);
    }
  }

  async function make() {
    await FoldLink.loadScript('niivue-source');
    nv = new niivue.Niivue({
      // The patient's left is on the right of the picture; NiiVue's default is the other way round.
      isRadiologicalConvention: true, sagittalNoseLeft: true, isOrientationTextVisible: false, backColor: [0, 0, 0, 1],
      crosshairColor: [1, 0.85, 0.2, 0.8], crosshairWidth: 0.35, crosshairWidthUnit: 'percent', crosshairGap: 4,
      show3Dcrosshair: true, isOrientCube: true, meshThicknessOn2D: 0, dragAndDropEnabled: false, logLevel: 'error', loadingText: '',
    });
    nv.onLocationChange = location;
    await nv.attachToCanvas(byId('niivue'));
    // In 3D the surfaces alone: a rendered scan would cover them.
    nv.drawImage3D = () => {};
    const draw = nv.drawScene.bind(nv);
    nv.drawScene = (...args) => {
      const drawn = draw(...args);
      paint();
      return drawn;
    };
    const first = windows()[0];
    const scan = await niivue.NVImage.new(await FoldLink.unpack('scan'), 'scan.nii', 'gray', 1, null, first.low, first.high);
    labels = await niivue.NVImage.new(await FoldLink.unpack('labels'), 'labels.nii', 'gray', byId('label-opacity').value / 100);
    labels.setColormapLabel(colours());
    // Each addition would prepare all volumes for the graphics card again: once is enough.
    nv.updateGLVolume = () => {};
    nv.addVolume(scan);
    nv.addVolume(labels);
    await surfaces();
    delete nv.updateGLVolume;
    nv.updateGLVolume();
    nv.setCustomLayout(LAYOUT);
    nv.setRenderAzimuthElevation(160, 15);
    nv.setScale(1.3);
    goTo(centre());
    FoldLink.choice('windows', windows(), 0, setWindow);
    byId('label-opacity').addEventListener('input', (e) => nv.setOpacity(1, e.target.value / 100));
    for (const id of ['slice-boxes', 'slice-diameters']) byId(id).addEventListener('change', () => nv.drawScene());
  }

  /** Where there is most to see: the largest lesion, else the largest structure that is shown. */
  function centre() {
    if (data.lesions && data.lesions.length) return FoldLink.focus(data.lesions[0]);
    const shown = data.structures.filter((s) => !s.hidden);
    return shown.length ? shown.reduce((a, b) => (b.ml > a.ml ? b : a)).centre : nv.frac2mm([0.5, 0.5, 0.5]);
  }

  function goTo(ras) {
    nv.scene.crosshairPos = nv.mm2frac([ras[0], ras[1], ras[2]], 0, true);
    nv.drawScene();
    nv.createOnLocationChange();
  }

  /** "R 12.0 A 3.5 S 88.0 mm · 45 HU · liver" */
  function location({ mm: at, values }) {
    const place = SIDES.map(([minus, plus], axis) => (at[axis] >= 0 ? plus : minus) + ' ' + mm(Math.abs(at[axis]))).join(' ');
    const value = values[0] ? values[0].value : NaN;
    const parts = [place + ' mm'];
    if (Number.isFinite(value)) parts.push(data.ct ? fixed(value, 0) + ' HU' : value.toPrecision(4));
    const structure = values[1] && data.structures[Math.round(values[1].value) - 1];
    if (structure) parts.push(structure.name.replaceAll('_', ' '));
    byId('location').textContent = parts.join(' · ');
  }

  /** Of a point, RAS mm, as fractions of the grid along its axes in RAS order. */
  function fractions(ras) {
    return Array.from(nv.mm2frac([ras[0], ras[1], ras[2]], 0, true)).slice(0, 3);
  }

  /** Where fractions lie in a panel, in pixels of the canvas. */
  function pixel(tile, frac) {
    const m = nv.volumes[0].frac2mmOrtho;
    const [u, v] = ACROSS[tile.axCorSag].map((a) => m[4 * 0 + a] * frac[0] + m[4 * 1 + a] * frac[1] + m[4 * 2 + a] * frac[2] + m[12 + a]);
    const [left, top, width, height] = tile.leftTopWidthHeight;
    return [left + width * (u - tile.leftTopMM[0]) / tile.fovMM[0], top + height * (1 - (v - tile.leftTopMM[1]) / tile.fovMM[1])];
  }

  function paint() {
    const canvas = byId('overlay');
    const below = byId('niivue');
    if (canvas.width !== below.width || canvas.height !== below.height) {
      canvas.width = below.width;
      canvas.height = below.height;
    }
    const pen = canvas.getContext('2d');
    pen.clearRect(0, 0, canvas.width, canvas.height);
    if (!nv.volumes.length) return;
    const scale = window.devicePixelRatio || 1;
    for (const tile of nv.screenSlices) {
      const [left, top, width, height] = tile.leftTopWidthHeight;
      caption(pen, tile, scale);
      if (tile.axCorSag === RENDER) continue;
      pen.save();
      pen.beginPath();
      pen.rect(left, top, width, height);
      pen.clip();
      pen.lineWidth = 1.5 * scale;
      if (byId('slice-boxes').checked) for (const s of data.structures) if (!hidden.has(s.index)) boxes(s).forEach((one) => box(pen, tile, one, rgb(s)));
      if (byId('slice-diameters').checked) for (const l of data.lesions || []) diameters(pen, tile, l);
      pen.restore();
      sides(pen, tile, scale);
    }
  }

  /** Light with a dark rim, so that it can be read on bone and on air. */
  function write(pen, text, x, y, colour = '#fff') {
    pen.strokeStyle = '#000';
    pen.lineJoin = 'round';
    pen.lineWidth = 3 * (window.devicePixelRatio || 1);
    pen.strokeText(text, x, y);
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  }

  function caption(pen, tile, scale) {
    const at = LAYOUT.find((l) => l.sliceType === tile.axCorSag).position;
    pen.font = `${12 * scale}px system-ui, sans-serif`;
    pen.textAlign = 'left';
    pen.textBaseline = 'top';
    write(pen, NAMES[tile.axCorSag], at[0] * pen.canvas.width + 6 * scale, at[1] * pen.canvas.height + 5 * scale, '#c3cad2');
  }

  /** The patient's side at each edge of the picture, from where the picture itself puts the grid's ends. */
  function sides(pen, tile, scale) {
    const [across, up] = ACROSS[tile.axCorSag];
    const [left, top, width, height] = tile.leftTopWidthHeight;
    const low = pixel(tile, [0, 0, 0]);
    const high = pixel(tile, [1, 1, 1]);
    const [first, last] = high[0] > low[0] ? [0, 1] : [1, 0];
    const [lower, upper] = high[1] < low[1] ? [0, 1] : [1, 0];
    const inset = 14 * scale;
    pen.font = `600 ${16 * scale}px system-ui, sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    write(pen, SIDES[across][first], left + inset, top + height / 2);
    write(pen, SIDES[across][last], left + width - inset, top + height / 2);
    write(pen, SIDES[up][upper], left + width / 2, top + inset);
    write(pen, SIDES[up][lower], left + width / 2, top + height - inset);
  }

  /** The structure's box along the grid's axes, where the slice cuts it: a rectangle on an oblique grid too. */
  function box(pen, tile, { oriented_box: b }, colour) {
    if (!b) return;
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    for (let n = 0; n < 8; n++) {
      const corner = [0, 1, 2].map((axis) => b.centre[axis]
        + [0, 1, 2].reduce((sum, a) => sum + (n >> a & 1 ? 0.5 : -0.5) * b.size[a] * b.axes[a][axis], 0));
      fractions(corner).forEach((f, axis) => { low[axis] = Math.min(low[axis], f); high[axis] = Math.max(high[axis], f); });
    }
    const across = ACROSS[tile.axCorSag][2];
    if (tile.sliceFrac < low[across] || tile.sliceFrac > high[across]) return;
    const [x0, y0] = pixel(tile, low);
    const [x1, y1] = pixel(tile, high);
    pen.strokeStyle = colour;
    pen.strokeRect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0));
  }

  function diameters(pen, tile, lesion) {
    const structure = data.structures.find((s) => s.value === lesion.value);
    if (!structure || hidden.has(structure.index)) return;
    const across = ACROSS[tile.axCorSag][2];
    const ends = [...lesion.diameter_ends, ...lesion.perpendicular_ends].map(fractions);
    // Within half a slice of the one they were measured in; in the other planes they would be seen from their side.
    const half = 0.5 / nv.volumes[0].dimsRAS[across + 1] + 1e-6;
    if (ends.some((f) => Math.abs(f[across] - tile.sliceFrac) > half)) return;
    pen.font = `${12 * (window.devicePixelRatio || 1)}px system-ui, sans-serif`;
    pen.textAlign = 'left';
    for (const [n, from, to] of [[0, ends[0], ends[1]], [1, ends[2], ends[3]]]) {
      const [x0, y0] = pixel(tile, from);
      const [x1, y1] = pixel(tile, to);
      for (const [colour, width] of [['#000', 3.5], ['#fff', 1.5]]) {
        pen.strokeStyle = colour;
        pen.lineWidth = width * (window.devicePixelRatio || 1);
        pen.beginPath();
        pen.moveTo(x0, y0);
        pen.lineTo(x1, y1);
        pen.stroke();
      }
      write(pen, mm(lesion.diameters_mm[n]) + ' mm', Math.max(x0, x1) + 4, x1 > x0 ? y1 : y0);
    }
  }

  function update() {
    if (!labels) return;
    labels.setColormapLabel(colours());
    nv.updateGLVolume();
    for (const [index, mesh] of meshes) mesh.visible = !hidden.has(index);
    nv.drawScene();
  }

  return { make, update, goTo, resize: () => nv.resizeListener(), viewer: () => nv };
})();
