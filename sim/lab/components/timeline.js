// A plan over weeks: one bar per step, moved with the pointer or keys, above the load of all steps. All words are inserted as plain text.

const KEYED = 4, SLOP = 4; // weeks a key moves; pixels a hand trembles

export default {
  template: `
    <div :class="['timeline', { 'timeline-compact': compact }]" :style="{ '--row': height_of_rows }" role="group" :aria-label="words.title">
      <p :id="help" class="component-unseen">{{ words.keys }}</p>
      <p class="component-unseen" aria-live="polite">{{ said }}</p>
      <div class="timeline-scroll">
        <div ref="field" class="timeline-field" @dragover="hover" @dragleave="leave" @drop="drop">
          <i v-for="[week] in ticks" :key="week" class="timeline-tick" :style="{ left: at(week) }" aria-hidden="true"></i>
          <i v-for="[week] in state.marks" :key="'mark' + week" class="timeline-mark" :style="{ left: at(week) }" aria-hidden="true"></i>
          <i v-if="now > 0" class="timeline-past" :style="{ width: at(now) }" aria-hidden="true"></i>
          <div v-for="row in drawn" :key="row.handle" class="timeline-row">
            <i v-if="row.start > row.planned" class="timeline-wait" :style="span(row.planned, row.start)" aria-hidden="true"></i>
            <i v-if="row.planned !== row.start" class="timeline-ghost" :style="span(row.planned, row.planned + row.weeks)" aria-hidden="true"></i>
            <div class="timeline-bar" tabindex="0" role="button" :aria-label="told(row)" :aria-describedby="help"
                 :class="{ 'is-warned': row.warned, 'is-marked': marked.includes(row.handle), 'is-fixed': row.begun, 'is-over': row.over, 'is-dragged': held && held.handle === row.handle }"
                 :style="{ ...span(row.start, Math.max(row.end, row.start + 1)), '--hue': row.colour, '--strength': row.strength }"
                 :title="row.tip" :data-handle="row.handle"
                 @pointerdown="grab($event, row, 'move')" @pointermove="pull" @pointerup="let_go" @pointercancel="held = null"
                 @keydown="press($event, row)">
              <i class="timeline-fill" aria-hidden="true"></i>
              <i v-if="row.thinned < row.end" class="timeline-thin" :style="{ width: thin(row) }" aria-hidden="true"></i>
              <i v-if="!row.over" class="timeline-edge" @pointerdown.stop="grab($event, row, 'end')" aria-hidden="true"></i>
            </div>
            <span class="timeline-name" :class="{ 'is-left': leans(row) }" :style="leans(row) ? { right: rest(row.end) } : { left: at(Math.max(0, row.start)) }" aria-hidden="true">
              <b v-if="row.warned" class="timeline-warning">▲</b>{{ row.title }}<small v-if="row.note"> · {{ row.note }}</small><small v-if="held && held.handle === row.handle" class="timeline-dates"> · {{ dates(row) }}</small>
            </span>
          </div>
          <p v-if="!drawn.length" class="timeline-empty">{{ words.empty }}</p>
          <i v-if="now > 0" class="timeline-now" :style="{ left: at(now) }" aria-hidden="true"></i>
          <i v-if="aimed !== null" class="timeline-aim" :style="{ left: at(aimed) }" aria-hidden="true"><b>{{ fill(words.week, { week: aimed }) }}</b></i>
        </div>
        <div ref="foot" class="timeline-foot">
          <i v-if="now > 0" class="timeline-now" :style="{ left: at(now) }" aria-hidden="true"><b :class="{ 'is-left': now > weeks * 0.9 }">{{ fill(words.now, { week: now }) }}</b></i>
          <div class="timeline-axis" aria-hidden="true">
            <span v-for="[week, label] in ticks" :key="week" :style="{ left: at(week) }" :class="{ 'is-last': week > weeks * 0.93 }">{{ label }}</span>
          </div>
          <div v-if="!compact" class="timeline-marks">
            <span v-for="[week, label] in state.marks" :key="label" :style="week > weeks * 0.6 ? { right: rest(week) } : { left: at(week) }"
                  :class="{ 'is-left': week > weeks * 0.6 }">{{ label }}</span>
          </div>
          <figure v-for="meter in state.meters" :key="meter.key" class="timeline-meter" role="img" :aria-label="meter.said">
            <figcaption aria-hidden="true"><b>{{ meter.title }}</b> <span :class="{ 'is-over': meter.over }">{{ meter.said }}</span></figcaption>
            <svg :viewBox="'0 0 ' + weeks + ' 1'" preserveAspectRatio="none" aria-hidden="true">
              <path :d="area(meter, false)" :fill="meter.colour" fill-opacity="0.35"></path>
              <path v-if="meter.limit" :d="area(meter, true)" class="timeline-over"></path>
              <line v-if="meter.limit" x1="0" :x2="weeks" :y1="height(meter, meter.limit)" :y2="height(meter, meter.limit)"
                    class="timeline-limit" vector-effect="non-scaling-stroke"></line>
            </svg>
          </figure>
        </div>
      </div>
    </div>`,
  props: { start: Object, weeks: Number, ticks: Array, words: Object, compact: Boolean, help: String },
  data() { return { state: this.start, held: null, aimed: null, marked: [], said: "", serial: 0, room: null }; },
  mounted() {
    this.watcher = new ResizeObserver(() => this.measure());
    [this.$el, this.$refs.foot].forEach((part) => this.watcher.observe(part));
  },
  unmounted() { this.watcher.disconnect(); },
  computed: {
    now() { return this.state.now; },
    height_of_rows() { // as high as is easy to read, lower where all would else not be seen
      const [most, least] = this.compact ? [1.4, 1.05] : [1.8, 1.22], rows = Math.max(1, this.state.rows.length);
      return `${this.room === null ? most : Math.min(most, Math.max(least, this.room / rows))}rem`;
    },
    drawn() { return this.state.rows.map((row) => (this.held?.handle === row.handle ? this.pulled(row, this.held) : row)); },
  },
  methods: {
    // Messages from Python.
    show(state, serial) {
      if (serial < this.serial) return; // something newer was done here meanwhile
      this.state = state;
    },
    pass(now) { this.state = { ...this.state, now }; },
    mark(handles) { this.marked = handles; },
    focus_on(handle) { this.$el.querySelector(`[data-handle="${CSS.escape(handle)}"]`)?.focus(); },

    measure() {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      this.room = (this.$el.clientHeight - this.$refs.foot.clientHeight) / rem - 0.6;
    },

    // Positions.
    at(week) { return `${(100 * Math.min(week, this.weeks)) / this.weeks}%`; },
    rest(week) { return `${100 - (100 * Math.min(week, this.weeks)) / this.weeks}%`; },
    span(from, to) { return { left: this.at(from), width: `${(100 * (Math.min(to, this.weeks) - Math.min(from, this.weeks))) / this.weeks}%` }; },
    thin(row) { return `${(100 * (row.end - Math.max(row.start, row.thinned))) / Math.max(1, row.end - row.start)}%`; },
    leans(row) { return row.start > this.weeks * 0.62; },
    height(meter, value) { return 1 - Math.min(1, value / meter.top); },
    area(meter, above) {
      const floor = above ? meter.limit : 0, base = this.height(meter, floor);
      const steps = meter.values.map((value, week) => `V${this.height(meter, Math.max(floor, value))}H${week + 1}`);
      return `M0 ${base}${steps.join("")}V${base}Z`;
    },
    fill(text, values) { return text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap)); },
    dates(row) { return this.fill(this.words.dates, { first: row.planned, last: row.planned + row.weeks }); },
    told(row) { return [row.title, this.dates(row), row.tip].join(". "); },

    // Bars: pointer.
    grab(event, row, what) {
      if (event.button || row.over) return;
      event.currentTarget.closest(".timeline-bar").setPointerCapture(event.pointerId);
      this.held = { handle: row.handle, what: row.begun ? "end" : what, from: event.clientX, by: 0, moved: false };
    },
    pull(event) {
      if (!this.held) return;
      const way = event.clientX - this.held.from;
      if (Math.abs(way) > SLOP) this.held.moved = true;
      if (this.held.moved) this.held = { ...this.held, by: Math.round((way * this.weeks) / this.$refs.field.clientWidth) };
    },
    let_go() {
      const held = this.held, row = this.state.rows.find((one) => one.handle === held?.handle);
      this.held = null;
      if (!row) return;
      if (!held.moved) this.$emit("open", row.handle);
      else this.change(row, held);
    },
    pulled(row, { what, by }) { // nothing begins in the past, nothing ends in it
      if (what === "end") {
        const weeks = Math.min(Math.max(1, row.weeks + by, this.now - row.start), Math.max(row.weeks, this.weeks - row.planned));
        return { ...row, weeks, end: Math.min(this.weeks, row.start + weeks) };
      }
      const planned = Math.min(Math.max(this.now, 0, row.planned + by), this.weeks - 1), shift = planned - row.planned;
      return { ...row, planned, start: row.start + shift, end: Math.min(this.weeks, row.start + shift + row.weeks) };
    },
    change(row, held) {
      const after = this.pulled(row, held);
      if (after.planned === row.planned && after.weeks === row.weeks) return;
      this.state = { ...this.state, rows: this.state.rows.map((one) => (one.handle === row.handle ? after : one)) };
      this.said = `${row.title}. ${this.dates(after)}`;
      this.$emit("move", { handle: row.handle, start: after.planned, weeks: after.weeks, serial: ++this.serial });
    },

    // Bars: keys.
    press(event, row) {
      const way = { ArrowLeft: -KEYED, ArrowRight: KEYED }[event.key], next = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (way && !row.over) this.change(row, { what: event.shiftKey || row.begun ? "end" : "move", by: way });
      else if (next) this.beside(row, next);
      else if (["Delete", "Backspace"].includes(event.key) && !row.over) this.$emit("remove", { handle: row.handle, serial: ++this.serial });
      else if (["Enter", " "].includes(event.key)) this.$emit("open", row.handle);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    beside(row, way) {
      const place = this.state.rows.findIndex((one) => one.handle === row.handle) + way;
      if (this.state.rows[place]) this.focus_on(this.state.rows[place].handle);
    },

    // Dropped cards.
    week_at(event) {
      const box = this.$refs.field.getBoundingClientRect();
      return Math.max(this.now, 0, Math.min(this.weeks - 1, Math.round(((event.clientX - box.left) * this.weeks) / box.width)));
    },
    hover(event) {
      if (!event.dataTransfer.types.includes("text/x-card")) return;
      event.preventDefault();
      this.aimed = this.week_at(event);
    },
    leave(event) { if (!this.$refs.field.contains(event.relatedTarget)) this.aimed = null; },
    drop(event) {
      this.aimed = null;
      const card = event.dataTransfer.getData("text/x-card");
      if (!card) return;
      event.preventDefault();
      this.$emit("add", { card, start: this.week_at(event), serial: ++this.serial });
    },
  },
};
