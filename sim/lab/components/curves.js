// Lines that grow by a week. ECharts draws axes and lines; this script places their names as plain text without overlap.
import { echarts } from "nicegui-echart";

const MUTED = "#595959", BAND = "#DADADA";
const PAUSE = 1200; // milliseconds without a new week, after which it is put in words

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
}

function added(parent, kind, text = "") {
  const child = parent.appendChild(document.createElement("div"));
  child.className = kind;
  child.textContent = text;
  return child;
}

const beside = new Set(); // all charts of the page: where one is pointed at, all say what was that week

export class Curves {
  // element: empty, with a size; chart: what is drawn; start: weeks played so far; tell(week): a week was opened
  constructor(element, chart, start, tell = () => {}) {
    Object.assign(this, { element, chart, tell, ...start, cursor: null });
    element.tabIndex = 0;
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", `${chart.title}. ${chart.words.keys}`);
    this.title = added(element, "component-curves-title", chart.title);
    this.place = added(element, "component-curves-plot");
    this.place.setAttribute("aria-hidden", "true");
    this.surface = added(this.place, "component-curves-surface");
    this.now = added(this.place, "component-curves-now");
    this.here = added(this.place, "component-curves-now component-curves-here");
    this.names = added(this.place, "component-curves-names");
    this.said = added(element, "component-unseen");
    this.drawing = echarts.init(this.surface, null, { renderer: "canvas" });
    beside.add(this);
    this.drawing.on("rendered", () => this.name());
    const pointed = this.drawing.getZr();
    pointed.on("click", (event) => this.at(event) !== null && this.tell(this.at(event)));
    pointed.on("mousemove", (event) => this.look(this.at(event)));
    pointed.on("globalout", () => this.look(null));
    element.addEventListener("keydown", (event) => this.press(event));
    element.addEventListener("blur", () => this.look(null));
    this.watcher = new ResizeObserver(() => { this.drawing.resize(); this.build(); });
    this.watcher.observe(this.place);
    this.build();
  }

  remove() {
    beside.delete(this);
    this.watcher.disconnect();
    clearTimeout(this.reading);
    this.drawing.dispose();
  }

  // Played weeks.
  append(week, row) {
    row.forEach((value, line) => {
      while (this.data[line].length <= week) this.data[line].push(null);
      this.data[line][week] = value;
    });
    this.redraw();
  }

  replace(data) { this.data = data; this.redraw(); }
  truncate(week) { this.data.forEach((line) => line.splice(week + 1)); this.redraw(); }
  compare(changed) { Object.assign(this, changed); this.build(); }

  last() { return Math.max(-1, ...this.data.map((line) => line.length - 1)); }

  // Drawing.
  redraw() {
    const series = this.data.map((values, line) => ({ id: `line${line}`, data: this.points(values) }));
    this.drawing.setOption({ series }, { lazyUpdate: true, silent: true });
    this.describe();
  }

  points(values) { return values.map((value, week) => [week, value]); }

  build() {
    const { chart } = this, share = chart.unit === "share";
    const rem = parseFloat(getComputedStyle(this.place).fontSize), high = this.place.clientHeight, wide = this.place.clientWidth;
    if (!high || !wide) return;
    this.size = rem;
    this.needs = this.widest(rem) + 10;
    const stacked = [...beside].filter((other) => other.needs && Math.abs(other.place.clientWidth - wide) < 4), right = Math.max(...stacked.map((other) => other.needs));
    this.room = { left: rem * 2.9, right, top: rem * 0.7, bottom: rem * 1.55 };
    const letters = { color: MUTED, fontSize: rem * 0.95, fontFamily: getComputedStyle(this.place).fontFamily };
    const few = high < rem * 11, step = few ? 0.5 : 0.25, ticks = this.ticks(wide - this.room.left - this.room.right);
    const option = {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(this.place).fontFamily },
      grid: { ...this.room, outerBoundsMode: "none" },
      xAxis: {
        type: "value", min: 0, max: chart.weeks, splitLine: { show: false }, axisLine: { onZero: false, lineStyle: { color: "#7F7F7F" } },
        axisTick: { inside: true, length: 4, customValues: ticks.map(([week]) => week) },
        axisLabel: {
          ...letters, customValues: ticks.map(([week]) => week), margin: 7,
          formatter: (week) => ticks.find(([tick]) => tick === week)?.[1] ?? "",
        },
      },
      yAxis: {
        type: "value", min: share ? ({ min }) => Math.floor(Math.min(0, min) / step) * step : null, max: share ? 1 : null, interval: share ? step : null, splitNumber: few ? 2 : 4,
        splitLine: { lineStyle: { color: "#E6E6E6" } }, axisLine: { show: false }, axisTick: { show: false },
        axisLabel: { ...letters, margin: 5, formatter: (value) => this.valueInWords(value) },
      },
      series: this.series(),
    };
    this.drawing.setOption(option, { notMerge: true });
    this.describe();
    stacked.find((other) => other.room && other.room.right !== right)?.build(); // charts of one width share their weeks
  }

  series() {
    const { chart } = this, plain = { type: "line", symbol: "none", silent: true };
    const drawn = [];
    if (this.band) {
      const { low, high } = this.band, stack = { ...plain, stack: "band", lineStyle: { opacity: 0 }, z: 1 };
      drawn.push({ ...stack, id: "low", data: this.points(low) });
      const above = high.map((end, week) => end - low[week]);
      drawn.push({ ...stack, id: "high", data: this.points(above), areaStyle: { color: BAND, opacity: 0.75 } });
    }
    const look = (line) => ({ color: line.colour, width: line.width * (this.size / 13), type: line.dash });
    this.ghosts.forEach((ghost, row) => drawn.push({ ...plain, id: `ghost${row}`, z: 2, lineStyle: { ...look(ghost), opacity: 0.75 }, data: this.points(ghost.values) }));
    if (chart.goal) {
      const { value, colour } = chart.goal;
      drawn.push({ ...plain, id: "goal", z: 3, lineStyle: { color: colour, width: 1.6, type: [7, 4] }, data: [[0, value], [chart.weeks, value]] });
    }
    chart.lines.forEach((line, row) => drawn.push({ ...plain, id: `line${row}`, z: 4, lineStyle: look(line), data: this.points(this.data[row]) }));
    return drawn;
  }

  // Names at the ends of lines, or where the cursor is.
  widest(rem) {
    this.pen = document.createElement("canvas").getContext("2d");
    this.pen.font = `700 ${rem}px ${getComputedStyle(this.place).fontFamily}`;
    const widest = this.chart.unit === "share" ? this.valueInWords(1) : "8.888";
    const texts = [...this.chart.lines, ...this.ghosts].map((line) => `${line.label} ${widest}`);
    const widths = [...texts, this.band?.label ?? "", this.chart.goal?.label ?? ""].map((text) => this.long(text));
    const last = this.long(this.chart.ticks.at(-1)[1]) / 2;
    return Math.min(Math.max(last, ...widths), this.place.clientWidth * 0.42);
  }

  // As many weeks as fit next to each other.
  ticks(room) {
    let ticks = this.chart.ticks;
    while (ticks.length > 2 && ticks.reduce((sum, [, text]) => sum + this.long(text), 0) > room) ticks = ticks.filter((_, row) => row % 2 === 0);
    return ticks;
  }

  long(text) { return this.pen.measureText(text).width + 8; }

  valueInWords(value) {
    if (this.chart.unit === "share") return `${Math.round(100 * value)}\u00a0%`;
    return Number(value.toPrecision(3)).toLocaleString();
  }

  pixel(week, value) { return this.drawing.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [week, value]); }

  pointAt(week) {
    this.cursor = week;
    const read = [filled(this.chart.words.week, { week }), ...this.marksNear(week).map(({ label }) => label)];
    this.title.textContent = [this.chart.title, ...(week === null ? [] : read)].join(" · ");
    this.name();
  }

  marksNear(week) { return this.marks.filter((mark) => week !== null && Math.abs(mark.week - week) <= this.chart.weeks / 80); }

  name() {
    if (!this.room || this.drawing.isDisposed()) return;
    const last = this.last(), wide = this.place.clientWidth, names = [];
    const shown = (line, values, kind) => {
      const end = values.findLastIndex((value) => value != null);
      const week = this.cursor == null ? end : Math.min(this.cursor, end);
      if (week < 0 || values[week] == null) return;
      const [x, y] = this.pixel(week, values[week]);
      names.push({ x: x + 5, y, kind, ink: line.ink, text: line.label, value: this.valueInWords(values[week]) });
    };
    if (this.chart.goal) {
      const { value, ink, label } = this.chart.goal, [x, y] = this.pixel(this.chart.weeks, value);
      names.push({ x: x + 5, y, kind: "goal", ink, text: label, value: "" });
    }
    this.chart.lines.forEach((line, row) => shown(line, this.data[row], "line"));
    this.ghosts.forEach((ghost) => shown(ghost, ghost.values, "ghost"));
    if (this.band) {
      const week = this.band.low.length - 1, [x, y] = this.pixel(week, (this.band.low[week] + this.band.high[week]) / 2);
      names.push({ x: Math.min(x, wide - this.room.right) + 5, y, kind: "band", ink: MUTED, text: this.band.label, value: "" });
    }
    this.write([...this.placed(names), ...this.marksInWords()]);
    this.rule(this.now, last < this.chart.weeks ? last : -1);
    this.rule(this.here, this.cursor ?? -1);
  }

  rule(line, week) {
    line.hidden = week < 0;
    if (week >= 0) Object.assign(line.style, { left: `${this.pixel(week, 0)[0]}px`, top: `${this.room.top}px`, bottom: `${this.room.bottom}px` });
  }

  // As many names as fit; overlapping names are pushed apart, but stay inside the chart.
  placed(names) {
    const columns = [];
    [...names].sort((one, other) => one.x - other.x).forEach((name) => {
      const column = columns.at(-1);
      const end = name.x + this.long(`${name.text} ${name.value}`);
      if (column && name.x < column.end) {
        column.names.push(name);
        column.end = Math.max(column.end, end);
      } else columns.push({ end, names: [name] });
    });
    return columns.flatMap((column) => this.stacked(names.filter((name) => column.names.includes(name))));
  }

  stacked(names) {
    const height = this.size * 1.18, top = height / 2, bottom = this.place.clientHeight - this.room.bottom - height / 2;
    const kept = names.slice(0, Math.max(1, Math.floor((bottom - top) / height) + 1)).sort((one, other) => one.y - other.y);
    kept.forEach((name, row) => { name.y = Math.max(name.y, top, row ? kept[row - 1].y + height : top); });
    for (let row = kept.length - 1; row >= 0; row--) kept[row].y = Math.min(kept[row].y, row < kept.length - 1 ? kept[row + 1].y - height : bottom);
    return kept;
  }

  write(texts) {
    while (this.names.children.length < texts.length) {
      const label = this.names.appendChild(document.createElement("span"));
      label.append(document.createElement("span"), document.createElement("b"));
    }
    [...this.names.children].forEach((label, row) => {
      label.hidden = row >= texts.length;
      if (label.hidden) return;
      const { x, y, kind, ink, text, value } = texts[row];
      label.className = `component-curves-name component-curves-${kind}`;
      if (label.firstChild.textContent !== text) label.firstChild.textContent = text;
      if (label.lastChild.textContent !== value) label.lastChild.textContent = value;
      Object.assign(label.style, { color: ink, transform: `translate(${x}px, ${y}px) translateY(-50%)` });
      label.style.maxWidth = `${Math.max(40, this.place.clientWidth - x - 1)}px`;
    });
  }

  marksInWords() {
    const base = this.place.clientHeight - this.room.bottom;
    return this.marks.map(({ week }) => ({ x: this.pixel(week, 0)[0], y: base - 3, kind: "mark", ink: "#222222", text: "▲", value: "" }));
  }

  // Pointer, keys, words.
  at({ offsetX, offsetY }) {
    if (!this.drawing.containPixel("grid", [offsetX, offsetY])) return null;
    const week = Math.round(this.drawing.convertFromPixel({ xAxisIndex: 0 }, offsetX));
    return Math.min(this.chart.weeks, Math.max(0, week));
  }

  press(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }, here = this.cursor ?? Math.max(0, this.last());
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") this.tell(here);
    else if (event.key === "Escape") this.look(null);
    else if (event.key in steps) this.step(Math.min(this.chart.weeks, Math.max(0, here + steps[event.key])));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  look(week) {
    if (week === this.cursor) return;
    for (const chart of beside) chart.pointAt(week !== null && week <= chart.chart.weeks ? week : null);
  }

  step(week) {
    this.look(week);
    this.said.textContent = this.inWords(week);
  }

  describe() {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => { this.said.textContent = this.inWords(Math.max(0, this.last())); }, PAUSE);
  }

  inWords(week) {
    const values = this.chart.lines.map((line, row) => [line.label, this.data[row][week]]).filter(([, value]) => value != null);
    const said = values.map(([label, value]) => `${label} ${this.valueInWords(value)}`).join(", ");
    return filled(this.chart.words.ends, { title: this.chart.title, week, values: said });
  }
}

export default {
  template: "<div></div>",
  props: { chart: Object, start: Object },
  mounted() {
    const plain = (data) => JSON.parse(JSON.stringify(data));
    this.curves = new Curves(this.$el, plain(this.chart), plain(this.start), (week) => this.$emit("week", week));
  },
  beforeUnmount() { this.curves.remove(); },
  methods: {
    append(week, row) { this.curves.append(week, row); },
    replace(data) { this.curves.replace(data); },
    truncate(week) { this.curves.truncate(week); },
    compare(changed) { this.curves.compare(changed); },
  },
};
