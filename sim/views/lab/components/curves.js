// Lines that grow by a week. ECharts draws axes and lines; names at their ends are ours, so that they are text, and never overlap.
import { echarts } from "nicegui-echart";

const GROUP = "weeks", MUTED = "#595959", LINE = "#C8C8C8", BAND = "#DADADA", NOWHERE = -1e4;
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

export class Curves {
  // element: empty, with a size; chart: what is drawn; start: what was lived; tell(week): a week was opened
  constructor(element, chart, start, tell = () => {}) {
    Object.assign(this, { element, chart, tell, ...start, cursor: null });
    element.tabIndex = 0;
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", `${chart.title}. ${chart.words.keys}`);
    added(element, "component-curves-title", chart.title);
    this.place = added(element, "component-curves-plot");
    this.place.setAttribute("aria-hidden", "true");
    this.surface = added(this.place, "component-curves-surface");
    this.now = added(this.place, "component-curves-now");
    this.names = added(this.place, "component-curves-names");
    this.said = added(element, "component-unseen");
    this.drawing = echarts.init(this.surface, null, { renderer: "canvas" });
    this.drawing.group = GROUP;
    echarts.connect(GROUP);
    this.drawing.on("updateAxisPointer", (event) => this.pointAt(event.axesInfo?.length ? Math.round(event.axesInfo[0].value) : null));
    this.drawing.on("rendered", () => this.name());
    this.drawing.getZr().on("click", (event) => this.open(event));
    element.addEventListener("keydown", (event) => this.press(event));
    this.watcher = new ResizeObserver(() => { this.drawing.resize(); this.build(); });
    this.watcher.observe(this.place);
    this.build();
  }

  remove() {
    this.watcher.disconnect();
    clearTimeout(this.reading);
    this.drawing.dispose();
  }

  // What was lived.
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
    this.room = { left: rem * 2.9, right: this.widest(rem) + 10, top: rem * 0.7, bottom: rem * 1.55 };
    const letters = { color: MUTED, fontSize: rem * 0.95, fontFamily: getComputedStyle(this.place).fontFamily };
    const few = high < rem * 11;
    const option = {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(this.place).fontFamily },
      grid: { ...this.room, containLabel: false },
      tooltip: { trigger: "axis", showContent: false, axisPointer: { type: "line", animation: false, lineStyle: { color: MUTED, width: 1 } } },
      xAxis: {
        type: "value", min: 0, max: chart.weeks, splitLine: { show: false }, axisLine: { onZero: false, lineStyle: { color: "#7F7F7F" } },
        axisTick: { customValues: chart.ticks.map(([week]) => week) }, axisPointer: { snap: true },
        axisLabel: {
          ...letters, customValues: chart.ticks.map(([week]) => week), hideOverlap: true, margin: 5,
          formatter: (week) => chart.ticks.find(([tick]) => tick === week)?.[1] ?? "",
        },
      },
      yAxis: {
        type: "value", min: share ? 0 : null, max: share ? 1 : null, interval: share ? (few ? 0.5 : 0.25) : null, splitNumber: few ? 2 : 4,
        splitLine: { lineStyle: { color: "#E6E6E6" } }, axisLine: { show: false },
        axisLabel: { ...letters, margin: 5, formatter: (value) => this.valueInWords(value) },
      },
      series: this.series(),
    };
    this.drawing.setOption(option, { notMerge: true });
    this.describe();
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
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `600 ${rem}px ${getComputedStyle(this.place).fontFamily}`;
    const texts = [...this.chart.lines, ...this.ghosts].map((line) => `${line.label} ${this.valueInWords(1)}`);
    const widths = texts.map((text) => pen.measureText(text).width + 8);
    return Math.min(Math.max(0, ...widths), this.place.clientWidth * 0.42);
  }

  valueInWords(value) {
    if (this.chart.unit === "share") return `${Math.round(100 * value)}\u00a0%`;
    return Number(value.toPrecision(3)).toLocaleString();
  }

  pixel(week, value) { return this.drawing.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [week, value]); }

  pointAt(week) {
    if (week === this.cursor) return;
    this.cursor = week;
    this.name();
  }

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
    this.chart.lines.forEach((line, row) => shown(line, this.data[row], "line"));
    this.ghosts.forEach((ghost) => shown(ghost, ghost.values, "ghost"));
    if (this.band) {
      const week = this.band.low.length - 1, [x, y] = this.pixel(week, (this.band.low[week] + this.band.high[week]) / 2);
      names.push({ x: Math.min(x, wide - this.room.right) + 5, y, kind: "band", ink: MUTED, text: this.band.label, value: "" });
    }
    this.write(this.placed(names));
    const [x] = this.pixel(Math.max(0, last), 0);
    Object.assign(this.now.style, { left: `${x}px`, top: `${this.room.top}px`, bottom: `${this.room.bottom}px` });
    this.now.hidden = last < 0 || last >= this.chart.weeks;
  }

  // As many as there is room for; where lines end at about the same week, names are pushed off each other, none outside.
  placed(names) {
    const columns = [];
    [...names].sort((one, other) => one.x - other.x).forEach((name) => {
      const column = columns.at(-1);
      if (column && name.x - column.at(-1).x < this.size * 8) column.push(name);
      else columns.push([name]);
    });
    return columns.flatMap((column) => this.stacked(names.filter((name) => column.includes(name))));
  }

  stacked(names) {
    const height = this.size * 1.18, top = height / 2, bottom = this.place.clientHeight - this.room.bottom - height / 2;
    const kept = names.slice(0, Math.max(1, Math.floor((bottom - top) / height) + 1)).sort((one, other) => one.y - other.y);
    kept.forEach((name, row) => { name.y = Math.max(name.y, top, row ? kept[row - 1].y + height : top); });
    for (let row = kept.length - 1; row >= 0; row--) kept[row].y = Math.min(kept[row].y, row < kept.length - 1 ? kept[row + 1].y - height : bottom);
    return kept;
  }

  write(names) {
    const texts = [...names];
    if (this.chart.goal) {
      const [, y] = this.pixel(0, this.chart.goal.value);
      texts.push({ x: this.room.left + 6, y: y - this.size * 0.62, kind: "goal", ink: this.chart.goal.ink, text: this.chart.goal.label, value: "" });
    }
    texts.push(...this.marksInWords());
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
    const signs = this.marks.map(({ week }) => ({ x: this.pixel(week, 0)[0], y: base - 3, kind: "mark", ink: "#222222", text: "▲", value: "" }));
    const near = this.marks.filter(({ week }) => this.cursor != null && Math.abs(week - this.cursor) <= this.chart.weeks / 80);
    const top = this.size * 0.5, x = this.cursor == null ? NOWHERE : this.pixel(this.cursor, 0)[0];
    if (this.cursor == null) return signs;
    const week = filled(this.chart.words.week, { week: this.cursor });
    return [...signs, { x, y: top, kind: "read", ink: "#222222", text: [week, ...near.map(({ label }) => label)].join(" · "), value: "" }];
  }

  // Pointer, keys, words.
  open(event) {
    const at = [event.offsetX, event.offsetY];
    if (this.drawing.containPixel("grid", at)) this.tell(this.weekAt(at[0]));
  }

  weekAt(x) {
    const week = Math.round(this.drawing.convertFromPixel({ xAxisIndex: 0 }, x));
    return Math.min(this.chart.weeks, Math.max(0, week));
  }

  press(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }, here = this.cursor ?? Math.max(0, this.last());
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") this.tell(here);
    else if (event.key === "Escape") this.drawing.dispatchAction({ type: "hideTip" });
    else if (event.key in steps) this.look(Math.min(this.chart.weeks, Math.max(0, here + steps[event.key])));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  look(week) {
    const [x] = this.pixel(week, 0);
    this.drawing.dispatchAction({ type: "showTip", x, y: this.room.top + 4 });
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
