// An initiative in a notebook: sliders, the map of the organisation, curves of this run and of the reference run.
const REST = 120; // milliseconds a slider rests before weeks are lived again
const SILENCE = 8000; // milliseconds without an answer, after which it is said
const PACE = 13; // weeks a second, when played
const SVG = "http://www.w3.org/2000/svg";
const YEAR = 52;

function added(parent, tag, kind = "", text = "") {
  const child = parent.appendChild(document.createElement(tag));
  if (kind) child.className = kind;
  if (text) child.textContent = text;
  return child;
}

function drawn(parent, tag, attributes, text = "") {
  const child = parent.appendChild(document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) child.setAttribute(name, value);
  child.textContent = text;
  return child;
}

const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
const within = (value, low, high) => Math.min(high, Math.max(low, value));

// The map is a module of its own, sent as text; imported once per page, for any number of explorers.
let fetched = null;
function mapModule(text) {
  if (!fetched || fetched.text !== text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    fetched = { text, module: import(/* webpackIgnore: true */ address).finally(() => URL.revokeObjectURL(address)) };
  }
  return fetched.module;
}

class Chart {
  // One series of the whole: this run, what units report of it, the reference run, and a line at the week in view.
  constructor(parent, title, look) {
    this.element = added(parent, "figure", "explorer-chart");
    this.caption = added(this.element, "figcaption");
    added(this.caption, "b", "", title);
    this.read = added(this.caption, "span");
    this.title = title;
    this.place = drawn(this.element, "svg", { role: "img" });
    this.place.addEventListener("pointerdown", (event) => this.pointed(event, look));
    this.place.addEventListener("pointermove", (event) => event.buttons && this.pointed(event, look));
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.place);
  }

  remove() { this.watcher.disconnect(); }

  show(now, reference, goal, weeks, reported) {
    Object.assign(this, { now, reference, goal, weeks, reported });
    this.draw();
  }

  pointed(event, look) {
    const { left } = this.place.getBoundingClientRect();
    look(Math.round(within((event.clientX - left - this.room.left) / this.across, 0, 1) * this.weeks));
  }

  at(week) {
    this.week = week;
    this.draw();
  }

  x(week) { return this.room.left + (this.weeks ? week / this.weeks : 1) * this.across; }
  y(share) { return this.high - this.room.bottom - share * (this.high - this.room.top - this.room.bottom); }
  path(values) { return values.map((value, week) => `${week ? "L" : "M"}${this.x(week).toFixed(1)},${this.y(value).toFixed(1)}`).join(""); }

  draw() {
    this.wide = this.place.clientWidth;
    this.high = this.place.clientHeight;
    if (!this.wide || !this.now) return;
    const alike = this.now.join() === this.reference.join();
    this.room = { left: 46, right: 100, top: 8, bottom: 22 };
    this.across = this.wide - this.room.left - this.room.right;
    this.place.replaceChildren();
    this.axes();
    if (this.goal !== null) drawn(this.place, "path", { class: "explorer-goal", d: this.path(Array(this.weeks + 1).fill(this.goal)) });
    if (!alike) drawn(this.place, "path", { class: "explorer-reference", d: this.path(this.reference) });
    if (this.reported) drawn(this.place, "path", { class: "explorer-reported", d: this.path(this.reported) });
    drawn(this.place, "path", { class: "explorer-now", d: this.path(this.now) });
    this.cursor();
    this.names(alike);
    const [now, before] = [this.now, this.reference].map((values) => percent(values[Math.min(this.week, values.length - 1)]));
    const told = this.reported ? `, ${percent(this.reported[Math.min(this.week, this.reported.length - 1)])} as reported` : "";
    this.read.textContent = ` · week ${this.week}: ${alike ? now : `${now} against ${before}`}${told}`;
    this.place.setAttribute("aria-label", this.caption.textContent);
  }

  axes() {
    for (const share of [0, 0.5, 1]) {
      drawn(this.place, "line", { class: "explorer-grid", x1: this.room.left, x2: this.room.left + this.across, y1: this.y(share), y2: this.y(share) });
      drawn(this.place, "text", { x: this.room.left - 5, y: this.y(share) + 4, "text-anchor": "end" }, percent(share));
    }
    const step = [4, 13, 26, YEAR, 2 * YEAR, 5 * YEAR].find((weeks) => (this.weeks / weeks) * 62 <= this.across) ?? 10 * YEAR;
    for (let week = 0; week <= this.weeks; week += step) {
      const year = week && week % YEAR === 0 && this.weeks > YEAR ? ` (${week / YEAR} y)` : "";
      drawn(this.place, "text", { x: this.x(week), y: this.high - 6, "text-anchor": "middle" }, `${week ? "" : "week "}${week}${year}`);
    }
  }

  cursor() {
    const x = this.x(this.week), lived = Math.min(this.week, this.now.length - 1);
    drawn(this.place, "line", { class: "explorer-here", x1: x, x2: x, y1: this.room.top, y2: this.high - this.room.bottom });
    drawn(this.place, "circle", { class: "explorer-dot", cx: this.x(lived), cy: this.y(this.now[lived]), r: 4 });
  }

  // Names of lines with their values at the end; overlapping names are pushed apart.
  names(alike) {
    const names = [{ kind: "now", at: this.now.at(-1), text: `${alike ? "as it is" : "now"} ${percent(this.now.at(-1))}` }];
    if (!alike) names.push({ kind: "reference", at: this.reference.at(-1), text: `as it is ${percent(this.reference.at(-1))}` });
    if (this.reported) names.push({ kind: "reported", at: this.reported.at(-1), text: `reported ${percent(this.reported.at(-1))}` });
    if (this.goal !== null) names.push({ kind: "goal", at: this.goal, text: `goal ${percent(this.goal)}` });
    names.forEach((name) => { name.y = within(this.y(name.at), this.room.top + 6, this.high - this.room.bottom - 2); });
    names.sort((one, other) => one.y - other.y);
    names.forEach((name, row) => { if (row) name.y = Math.max(name.y, names[row - 1].y + 14); });
    const over = Math.max(0, names.at(-1).y - (this.high - this.room.bottom + 4));
    for (const { kind, y, text } of names) drawn(this.place, "text", { class: `explorer-name-${kind}`, x: this.room.left + this.across + 7, y: y - over + 4 }, text);
  }
}

class Slider {
  // One slider; `tell` is called at every move.
  constructor(parent, about, name, tell) {
    Object.assign(this, { about, tell });
    this.element = added(parent, "div", "explorer-slider");
    const label = added(this.element, "label", "", about.label);
    label.htmlFor = name;
    this.element.title = about.meaning;
    this.output = added(this.element, "output");
    this.output.htmlFor = name;
    this.input = about.levels.length ? this.choices() : this.track();
    this.input.id = name;
    if (about.meaning) this.input.setAttribute("aria-description", about.meaning);
    this.input.addEventListener(about.levels.length ? "change" : "input", () => this.move());
    this.put(undefined);
  }

  choices() {
    const input = added(this.element, "select");
    if (this.about.reference === null) added(input, "option", "", "as it is").value = "";
    this.about.levels.forEach((level, row) => { added(input, "option", "", String(level)).value = row; });
    return input;
  }

  track() {
    const { low, high, step, reference } = this.about, track = added(this.element, "div", "explorer-track"), input = added(track, "input");
    Object.assign(input, { type: "range", min: low, max: high, step: "any" });
    input.addEventListener("keydown", (event) => this.press(event, step));
    if (reference !== null) {
      const mark = added(track, "span", "explorer-mark");
      mark.style.setProperty("--at", high > low ? (reference - low) / (high - low) : 0);
      mark.title = "as it is";
    }
    return input;
  }

  // Arrow keys move by the slider's step; Home and End go to its ends.
  press(event, step) {
    const ways = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
    if (!(event.key in ways)) return;
    event.preventDefault();
    this.input.value = within(Number(this.input.value) + ways[event.key] * step, this.about.low, this.about.high);
    this.move();
  }

  move() {
    const { levels, low, step } = this.about, { value } = this.input;
    if (levels.length) this.value = value === "" ? undefined : levels[Number(value)];
    else this.value = Number((low + Math.round((Number(value) - low) / step) * step).toPrecision(10));
    if (this.value === this.about.reference) this.value = undefined;
    this.say();
    this.tell();
  }

  // Current position; undefined: the initiative's value.
  put(value) {
    const { levels, low, reference } = this.about, now = value === undefined ? reference : value;
    this.value = value;
    this.input.value = levels.length ? (now === null ? "" : levels.indexOf(now)) : now ?? low;
    this.say();
  }

  say() {
    const { reference, step } = this.about, now = this.value === undefined ? reference : this.value;
    const shown = (value) => (typeof value === "number" && step ? value.toFixed(Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : String(value));
    const moved = this.value !== undefined;
    this.element.classList.toggle("explorer-moved", moved);
    this.output.textContent = now === null ? "not set" : shown(now) + (moved ? ` · as it is ${reference === null ? "not set" : shown(reference)}` : "");
    this.input.setAttribute("aria-valuetext", this.output.textContent);
  }
}

class Explorer {
  constructor(model, element, NetworkMap) {
    Object.assign(this, { model, NetworkMap, week: Infinity, name: `explorer-${Math.random().toString(36).slice(2)}` });
    this.build(added(element, "section", "explorer"), model.get("about"));
    this.listen();
    this.drawMap();
    this.take();
  }

  build(root, about) {
    this.root = root;
    root.setAttribute("aria-label", `What if: ${about.title}`);
    root.dataset.lmSuppressShortcuts = "true"; // keys belong to sliders, not to the notebook
    const head = added(root, "div", "explorer-head");
    added(head, "strong", "", about.title);
    added(head, "span", "", about.drawn);
    this.back = added(head, "button", "", "Back to as it is");
    this.back.type = "button";
    this.back.addEventListener("click", () => { this.sliders.forEach((slider) => slider.put(undefined)); this.ask(); });
    const sliders = added(root, "div", "explorer-sliders");
    this.sliders = about.sliders.map((slider, row) => new Slider(sliders, slider, `${this.name}-${row}`, () => this.moved()));
    this.problem = added(root, "p", "explorer-problem");
    this.problem.setAttribute("role", "alert");
    this.outcome = added(root, "p", "explorer-outcome");
    this.outcome.setAttribute("aria-live", "polite");
    const pictures = added(root, "div", "explorer-pictures");
    this.mapPlace = added(pictures, "div", "explorer-map");
    const charts = added(pictures, "div", "explorer-charts");
    this.charts = Object.entries(about.curves).map(([series, title]) => ({ series, chart: new Chart(charts, title, (week) => this.look(week)) }));
    this.buildWeeks(added(root, "div", "explorer-weeks"));
    this.table = added(root, "table");
  }

  buildWeeks(row) {
    this.play = added(row, "button", "explorer-play");
    this.play.type = "button";
    this.play.addEventListener("click", () => (this.playing ? this.pause() : this.start()));
    const label = added(row, "label", "", "Week");
    this.weeks = added(row, "input");
    Object.assign(this.weeks, { type: "range", min: 0, step: 1, id: `${this.name}-week` });
    label.htmlFor = this.weeks.id;
    this.weeks.addEventListener("input", () => { this.pause(); this.look(Number(this.weeks.value)); });
    this.weekSaid = added(row, "output");
    this.pause();
  }

  listen() {
    this.heard = {
      "change:shown": () => this.take(),
      "change:drawn": () => this.drawMap(),
      "msg:custom": (message) => message?.kind === "problem" && this.refused(message.text),
    };
    for (const [event, hear] of Object.entries(this.heard)) this.model.on(event, hear);
    this.looks = new MutationObserver(() => this.map?.restyle());
    this.looks.observe(document.body, { attributes: true });
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
  }

  remove() {
    this.pause();
    clearTimeout(this.resting);
    clearTimeout(this.waiting);
    this.looks.disconnect();
    for (const [event, hear] of Object.entries(this.heard)) this.model.off(event, hear);
    this.charts.forEach(({ chart }) => chart.remove());
    this.map?.remove();
  }

  drawMap() {
    this.map?.remove();
    const { map, people, words, aspect } = this.model.get("drawn"), course = this.model.get("shown");
    const place = added(this.mapPlace, "div", "component-network");
    this.mapPlace.replaceChildren(place);
    this.mapPlace.style.aspectRatio = aspect;
    const start = { week: 0, stages: course.stages[0], adoption: course.units[0], person: null, called: "names", moves: true };
    this.map = new this.NetworkMap(place, { map, people, words, start }, (event, row) => event === "person" && this.pick(row));
    if (Number.isFinite(this.week)) this.look(this.week);
  }

  pick(person) { this.map.select(this.map.picked === person ? null : person); }

  // Requests to Python: one run at a time; of the moves made meanwhile, only the last counts.
  moved() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.ask(), REST);
  }

  ask() {
    this.wanted = Object.fromEntries(this.sliders.filter(({ value }) => value !== undefined).map(({ about, value }) => [about.path, value]));
    if (this.root.getAttribute("aria-busy") === "true") return;
    this.root.setAttribute("aria-busy", "true");
    const values = this.wanted;
    this.wanted = null;
    this.waiting = setTimeout(() => this.silent(), SILENCE);
    this.model.send({ kind: "move", values });
  }

  answered() {
    clearTimeout(this.waiting);
    this.root.setAttribute("aria-busy", "false");
    if (!this.wanted) return false;
    this.ask();
    return true;
  }

  refused(text) {
    this.problem.textContent = text;
    this.answered();
  }

  silent() {
    this.problem.textContent = "Python does not answer: run the cell again to move sliders. What is shown is the last run.";
    this.root.setAttribute("aria-busy", "false");
  }

  take() {
    const course = this.model.get("shown"), reference = this.model.get("reference"), last = Math.max(course.weeks, reference.weeks);
    this.problem.textContent = "";
    const asksAgain = this.answered();
    if (!asksAgain) this.sliders.forEach((slider) => slider.put(course.values[slider.about.path]));
    this.course = course;
    this.back.disabled = Object.keys(course.values).length === 0;
    this.outcome.textContent = course.reading;
    this.weeks.max = last;
    for (const { series, chart } of this.charts) {
      chart.week = Math.min(this.week, last);
      chart.show(course.curves[series], reference.curves[series], series === "adoption" ? course.goal : null, last, series === "adoption" ? course.reported : null);
    }
    this.tabulate(course.table);
    this.look(Math.min(this.week, last));
    this.root.dataset.run = course.run; // shown, not only told
  }

  tabulate(rows) {
    this.table.replaceChildren();
    const head = added(added(this.table, "thead"), "tr"), body = added(this.table, "tbody");
    for (const text of ["How it ends", "as it is", "now", "difference"]) added(head, "th", "", text).scope = "col";
    for (const [name, ...values] of rows) {
      const row = added(body, "tr");
      added(row, "th", "", name).scope = "row";
      for (const value of values) added(row, "td", "", value);
    }
  }

  // Weeks.
  look(week) {
    this.week = week;
    const lived = Math.min(week, this.course.weeks);
    this.map.show(lived, this.course.stages[lived], this.course.units[lived]);
    this.charts.forEach(({ chart }) => chart.at(week));
    this.weeks.value = week;
    this.weekSaid.textContent = `${week} of ${this.weeks.max}`;
  }

  start() {
    const first = this.week >= Number(this.weeks.max) ? 0 : this.week;
    let began = null;
    const step = (now) => {
      began ??= now;
      const week = Math.min(Number(this.weeks.max), first + Math.floor(((now - began) / 1000) * PACE));
      if (week !== this.week) this.look(week);
      if (week >= Number(this.weeks.max)) this.pause();
      else this.playing = requestAnimationFrame(step);
    };
    this.playing = requestAnimationFrame(step);
    this.play.textContent = "❚❚ Pause";
  }

  pause() {
    cancelAnimationFrame(this.playing);
    this.playing = null;
    this.play.textContent = "▶ Play";
  }
}

async function render({ model, el }) {
  const { NetworkMap } = await mapModule(model.get("map_module"));
  const explorer = new Explorer(model, el, NetworkMap);
  return () => explorer.remove();
}

export default { render };
