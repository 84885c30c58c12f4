// The organisation on one canvas, on the lab's page and in notebooks. It needs only a browser and map.css.

const INK = "#222222", GREY = "#7F7F7F", FLASH = "#D55E00";
const FLASH_TIME = 180; // milliseconds
const MOST_TIES = 1500, FEW = 400; // largest number of ties drawn; largest number of people with visible ties inside units
const MANY = 2000; // number of people from which only changed ones are redrawn
const MOST_FLASHED = 0.25; // share of people; when more change at once, as after a jump in time, none flash
const PAUSE = 1200; // milliseconds without a new week, after which a screen reader announces it
const LETTER = 13.5 / 28.3465; // centimetres of the map: the letter size assumed for its names

function unpacked(text, Kind) {
  return new Kind(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
}

function added(parent, tag, kind) {
  const child = parent.appendChild(document.createElement(tag));
  child.className = kind;
  return child;
}

export class NetworkMap {
  // element: empty, with a size; data: {map, people, words, start}; tell(event, row): a person or unit was opened
  constructor(element, data, tell = () => {}) {
    const map = data.map;
    Object.assign(this, { element, map, tell, people: data.people, words: data.words });
    this.places = unpacked(map.places, Uint16Array);
    this.unit = unpacked(map.unit, Uint16Array);
    this.listened = unpacked(map.listened, Uint8Array);
    this.reports = unpacked(map.reports, Uint16Array);
    this.tied = unpacked(map.tied, Uint16Array);
    this.first = [0];
    for (const ties of unpacked(map.ties, Uint16Array)) this.first.push(this.first.at(-1) + ties);
    this.count = this.unit.length;
    this.members = map.units.map(() => []);
    for (let person = 0; person < this.count; person++) this.members[this.unit[person]].push(person);
    const reach = (person) => this.fromMiddle(person);
    this.members.forEach((members) => members.sort((one, other) => reach(one) - reach(other)));
    this.stages = new Uint8Array(this.count);
    this.changed = [];
    Object.assign(this, { pointed: {}, cursor: {}, stale: true, asked: 0 });
    this.build();
    this.called = data.start.called;
    this.moves = data.start.moves;
    this.picked = data.start.person;
    this.show(data.start.week, data.start.stages, data.start.adoption);
    this.changed = [];
  }

  build() {
    const { element, words } = this;
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    element.setAttribute("aria-label", `${words.map}. ${words.keys}`);
    this.canvas = added(element, "canvas", "component-network-canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.buildKey(added(element, "div", "component-network-key"));
    this.tip = added(element, "div", "component-tip");
    this.tip.hidden = true;
    this.said = added(element, "div", "component-unseen");
    this.spoken = added(element, "div", "component-unseen");
    for (const live of [this.said, this.spoken]) live.setAttribute("aria-live", "polite");
    this.base = document.createElement("canvas");
    this.dots = document.createElement("canvas");
    const canvas = this.canvas;
    canvas.addEventListener("pointermove", (event) => this.point(event));
    canvas.addEventListener("pointerleave", () => this.point(null));
    canvas.addEventListener("click", (event) => this.open(this.at(event)));
    element.addEventListener("keydown", (event) => this.press(event));
    element.addEventListener("blur", () => this.go({}));
    this.watcher = new ResizeObserver(() => { this.stale = true; this.ask(); });
    this.watcher.observe(canvas);
  }

  buildKey(key) {
    key.setAttribute("aria-hidden", "true");
    this.words.stages.forEach((stage, row) => {
      const item = added(key, "span", "component-network-stage");
      added(item, "i", "component-network-dot").style.background = this.map.colours[row];
      item.append(stage);
    });
    const ringed = added(key, "span", "component-network-stage");
    added(ringed, "i", "component-network-dot component-network-ring");
    ringed.append(this.words.leader);
  }

  remove() {
    this.watcher.disconnect();
    cancelAnimationFrame(this.asked);
    clearTimeout(this.flashing);
    clearTimeout(this.reading);
  }

  // Changes of a week.
  show(week, packed, adoption) {
    const changed = [];
    for (let person = 0; person < this.count; person++) {
      const pair = parseInt(packed[person >> 1], 36);
      const stage = person & 1 ? pair % 6 : Math.floor(pair / 6);
      if (stage === this.stages[person]) continue;
      this.stages[person] = stage;
      changed.push(person);
    }
    Object.assign(this, { week, adoption });
    this.repaint = (this.repaint || []).concat(changed);
    this.changed = this.mayMove() && changed.length < MOST_FLASHED * this.count ? changed : [];
    clearTimeout(this.flashing);
    if (this.changed.length) this.flashing = setTimeout(() => { this.changed = []; this.ask(); }, FLASH_TIME);
    clearTimeout(this.reading);
    this.reading = setTimeout(() => { this.said.textContent = this.inWords(); }, PAUSE);
    this.ask();
  }

  mayMove() {
    return this.moves && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  select(person) { this.picked = person; this.ask(); }
  restyle() { this.stale = true; this.ask(); } // the page took on other colours

  inWords() {
    const units = this.map.units.map((_, unit) => this.unitInWords(unit)).join(". ");
    return filled(this.words.said, { week: this.week, units });
  }

  unitInWords(unit) {
    const trying = this.members[unit].filter((person) => this.stages[person] === 3).length;
    const adoption = Math.round(100 * this.adoption[unit]);
    return filled(this.words.unit, { unit: this.map.units[unit].title, adoption, trying, people: this.members[unit].length });
  }

  personInWords(person) {
    const unit = this.unit[person], title = this.map.units[unit].title, lines = [title];
    if (person === this.map.chief) lines.push(this.words.chief);
    else if (person === this.map.heads[unit]) lines.push(filled(this.words.head, { unit: title }));
    if (this.reports[person]) lines.push(filled(this.words.leads, { count: this.reports[person] }));
    return [this.nameOf(person), lines.join(" · "), this.words.stages[this.stages[person]]];
  }

  nameOf(person) {
    return this.called === "names" ? this.people[person] : filled(this.words.person, { person });
  }

  // Positions in pixels of the page.
  fromMiddle(person) {
    const unit = this.map.units[this.unit[person]];
    return Math.hypot(this.places[person] / 1000 - unit.x, this.places[this.count + person] / 1000 - unit.y);
  }

  measure() {
    const { canvas, map } = this, ratio = window.devicePixelRatio || 1;
    const style = getComputedStyle(canvas);
    this.family = style.fontFamily;
    [this.ink, this.halo] = ["--map-ink", "--map-halo"].map((name) => style.getPropertyValue(name).trim());
    this.wide = canvas.clientWidth;
    this.high = canvas.clientHeight;
    for (const layer of [canvas, this.base, this.dots]) {
      layer.width = Math.round(this.wide * ratio);
      layer.height = Math.round(this.high * ratio);
      layer.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    this.scale = Math.min((this.wide - 6) / map.width, (this.high - 4) / map.used);
    this.left = (this.wide - map.width * this.scale) / 2;
    this.bottom = (this.high + map.used * this.scale) / 2;
    const spacing = map.spacing * this.scale;
    this.sizes = Float32Array.from(this.listened, (listened) => spacing * (0.28 + 0.16 * Math.sqrt(listened / 255)));
    this.lines = Math.min(2.2, spacing * 0.14);
  }

  x(person) { return this.left + (this.places[person] / 1000) * this.scale; }
  y(person) { return this.bottom - (this.places[this.count + person] / 1000) * this.scale; }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    const within = (unit) => Math.hypot(this.left + unit.x * this.scale - x, this.bottom - unit.y * this.scale - y);
    const unit = this.map.units.findIndex((unit) => within(unit) <= unit.radius * this.scale + 3);
    if (unit < 0) return {};
    let person = null, nearest = Math.max(this.map.spacing * this.scale * 0.6, 4);
    for (const each of this.members[unit]) {
      const away = Math.hypot(this.x(each) - x, this.y(each) - y);
      if (away < nearest) [person, nearest] = [each, away];
    }
    return { unit, person };
  }

  // Pointer and keys.
  point(event) {
    const at = event ? this.at(event) : {};
    if (at.person === this.pointed.person && at.unit === this.pointed.unit) return;
    this.pointed = at;
    this.canvas.style.cursor = at.unit === undefined ? "default" : "pointer";
    this.ask();
  }

  open(at) {
    if (at.unit === undefined) return;
    if (at.person == null) this.tell("unit", at.unit);
    else this.tell("person", at.person);
  }

  press(event) {
    const { unit, person } = this.cursor, members = this.members[unit];
    const units = this.map.units.length, place = person == null ? -1 : members?.indexOf(person);
    const moves = {
      ArrowDown: () => ({ unit: unit === undefined ? 0 : (unit + 1) % units, person: null }),
      ArrowUp: () => ({ unit: unit === undefined ? units - 1 : (unit + units - 1) % units, person: null }),
      ArrowRight: () => (members ? { unit, person: members[(place + 1) % members.length] } : { unit: 0, person: null }),
      ArrowLeft: () => (members ? { unit, person: members[(Math.max(place, 0) + members.length - 1) % members.length] } : { unit: 0, person: null }),
      Escape: () => ({}),
      Enter: () => { this.open(this.cursor); return this.cursor; },
    };
    if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(moves[event.key]());
  }

  go(cursor) {
    this.cursor = cursor;
    const { unit, person } = cursor;
    this.spoken.textContent = unit === undefined ? "" : person == null ? this.unitInWords(unit) : this.personInWords(person).join(", ");
    this.ask();
  }

  // Drawing: ground and ties on one layer, people on another, both cached; each frame combines them.
  ask() {
    if (!this.asked) this.asked = requestAnimationFrame(() => { this.asked = 0; this.draw(); });
  }

  draw() {
    if (!this.canvas.clientWidth) return;
    if (this.stale) {
      this.measure();
      this.drawBase(this.base.getContext("2d"));
      this.drawDots(this.dots.getContext("2d"), null);
    } else if (this.repaint?.length) {
      this.drawDots(this.dots.getContext("2d"), this.repaint);
    }
    this.stale = false;
    this.repaint = [];
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, this.wide, this.high);
    pen.drawImage(this.base, 0, 0, this.wide, this.high);
    pen.drawImage(this.dots, 0, 0, this.wide, this.high);
    this.drawRings(pen, this.changed, FLASH, 1.5);
    this.drawNames(pen);
    const looked = this.cursor.unit === undefined ? this.pointed : this.cursor;
    if (this.picked != null) this.drawPerson(pen, this.picked);
    if (looked.person != null) this.drawPerson(pen, looked.person);
    else if (looked.unit !== undefined) this.circle(pen, this.map.units[looked.unit], 3.5, this.ink);
    this.drawTip(looked);
    this.element.dataset.week = this.week; // drawn, not only told
  }

  circle(pen, unit, width, colour) {
    pen.beginPath();
    pen.arc(this.left + unit.x * this.scale, this.bottom - unit.y * this.scale, unit.radius * this.scale, 0, 2 * Math.PI);
    Object.assign(pen, { lineWidth: width, strokeStyle: colour });
    pen.stroke();
  }

  drawBase(pen) {
    pen.clearRect(0, 0, this.wide, this.high);
    for (const unit of this.map.units) {
      pen.setLineDash(unit.outer ? [5, 4] : []);
      pen.fillStyle = unit.pale;
      this.circle(pen, unit, 1.8, unit.ring);
      pen.fill();
    }
    pen.setLineDash([]);
    const [across, inside] = [[], []];
    for (let person = 0; person < this.count; person++) {
      for (let tie = this.first[person]; tie < this.first[person + 1]; tie++) {
        const other = this.tied[tie];
        if (person < other) (this.unit[person] === this.unit[other] ? inside : across).push([person, other]);
      }
    }
    for (const ties of this.count <= FEW ? [across, inside] : [across]) {
      const step = Math.max(1, Math.ceil(ties.length / MOST_TIES));
      const kept = ties.filter((_, row) => row % step === 0);
      this.drawTies(pen, kept, `rgba(127,127,127,${Math.min(0.25, Math.max(0.05, 60 / Math.max(1, kept.length)))})`, 0.8);
    }
  }

  drawTies(pen, ties, colour, width) {
    pen.beginPath();
    for (const [one, other] of ties) {
      pen.moveTo(this.x(one), this.y(one));
      pen.lineTo(this.x(other), this.y(other));
    }
    Object.assign(pen, { lineWidth: width, strokeStyle: colour });
    pen.stroke();
  }

  path(pen, people, wider) {
    pen.beginPath();
    for (const person of people) {
      const x = this.x(person), y = this.y(person), size = this.sizes[person] + wider;
      pen.moveTo(x + size, y);
      pen.arc(x, y, size, 0, 2 * Math.PI);
    }
  }

  drawDots(pen, changed) {
    const few = changed && this.count > MANY && changed.length < this.count / 4;
    const whom = few ? changed : this.members.flat();
    if (few) {
      pen.globalCompositeOperation = "destination-out";
      this.path(pen, changed, this.lines / 2 + 0.6);
      pen.fill();
      pen.globalCompositeOperation = "source-over";
    } else {
      pen.clearRect(0, 0, this.wide, this.high);
    }
    this.map.colours.forEach((colour, stage) => {
      this.path(pen, whom.filter((person) => this.stages[person] === stage), 0);
      pen.fillStyle = colour;
      pen.fill();
    });
    this.drawRings(pen, whom.filter((person) => !this.reports[person]), "#8A8A8A", Math.min(0.8, this.lines / 2), 0);
    this.drawRings(pen, whom.filter((person) => this.reports[person]), INK, this.lines, 0);
  }

  drawRings(pen, people, colour, width, wider = 2) {
    if (!people.length) return;
    this.path(pen, people, wider);
    Object.assign(pen, { lineWidth: width, strokeStyle: colour });
    pen.stroke();
  }

  drawPerson(pen, person) {
    const ties = [];
    for (let tie = this.first[person]; tie < this.first[person + 1]; tie++) ties.push([person, this.tied[tie]]);
    this.drawTies(pen, ties, this.halo, 3);
    this.drawTies(pen, ties, this.ink, 1.2);
    this.drawRings(pen, [person], FLASH, 3, 2.5);
  }

  drawNames(pen) {
    const size = Math.max(11, LETTER * this.scale);
    Object.assign(pen, { textBaseline: "bottom", lineJoin: "round", lineWidth: 3.5, strokeStyle: this.halo, fillStyle: this.ink });
    this.map.units.forEach((unit, row) => {
      const share = ` ${Math.round(100 * this.adoption[row])}\u00a0%`, lines = unit.label ? unit.label.split("\n") : [], last = lines.length - 1;
      lines.forEach((line, place) => {
        const base = this.bottom - (unit.y + unit.radius) * this.scale - 2 - (last - place) * size * 1.12;
        this.drawLine(pen, size, this.left + unit.x * this.scale, base, line, place === last ? share : "");
      });
    });
  }

  drawLine(pen, size, middle, base, name, share) {
    const family = this.family, light = `${size}px ${family}`, bold = `700 ${size}px ${family}`;
    const long = (font, text) => { pen.font = font; return pen.measureText(text).width; };
    const ahead = long(light, name), width = ahead + long(bold, share);
    const left = Math.min(Math.max(2, middle - width / 2), this.wide - width - 2);
    for (const [font, text, x] of [[light, name, left], [bold, share, left + ahead]]) {
      pen.font = font;
      pen.strokeText(text, x, base);
      pen.fillText(text, x, base);
    }
  }

  drawTip({ unit, person }) {
    this.tip.hidden = unit === undefined;
    if (unit === undefined) return;
    const disc = this.map.units[unit], lines = person == null ? [this.unitInWords(unit)] : this.personInWords(person);
    this.tip.replaceChildren(...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
    const x = person == null ? this.left + disc.x * this.scale : this.x(person);
    const y = person == null ? this.bottom - disc.y * this.scale : this.y(person);
    const { offsetWidth, offsetHeight } = this.tip;
    this.tip.style.left = `${Math.max(2, Math.min(x + 14, this.wide - offsetWidth - 2))}px`;
    this.tip.style.top = `${y + 14 + offsetHeight > this.high ? Math.max(2, y - 14 - offsetHeight) : y + 14}px`;
  }
}
