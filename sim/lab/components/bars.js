// Terms that encourage and hold back: a table whose middle column is a waterfall. All words are inserted as plain text.

const PLACES = 2, LEAST = 0.005; // decimals shown; smaller is said to weigh nothing

export default {
  template: `
    <div>
      <table v-if="now">
        <caption>
          <span class="component-unseen">{{ words.caption }}: </span>{{ now.title }}
        </caption>
        <colgroup><col class="component-bars-terms"><col><col class="component-bars-values"></colgroup>
        <thead><tr v-for="heads in [[words.term, '', words.value]]"><th v-for="head in heads" scope="col"><span class="component-unseen">{{ head }}</span></th></tr></thead>
        <tbody>
          <tr v-for="row in rows" :key="row.label" :class="'component-bars-' + row.kind">
            <th scope="row">{{ row.label }}</th>
            <td class="component-bars-place" aria-hidden="true">
              <i class="component-bars-zero" :style="{ left: at(0) }"></i>
              <i class="component-bars-line" :style="{ left: at(now.threshold) }"></i>
              <i v-if="row.kind !== 'total'" class="component-bars-from" :style="{ left: at(row.from) }"></i>
              <i v-if="row.kind !== 'total'" class="component-bars-to" :style="{ left: at(row.to) }"></i>
              <i class="component-bars-bar" :style="{ left: at(Math.min(row.from, row.to)), width: long(row) }"></i>
            </td>
            <td>{{ row.kind === "total" ? row.to.toFixed(2).replace("-", "−") : signed(row.to - row.from) }}</td>
          </tr>
          <tr class="component-bars-threshold">
            <th scope="row">{{ words.threshold }}</th>
            <td class="component-bars-place" aria-hidden="true">
              <i class="component-bars-zero" :style="{ left: at(0) }"></i>
              <i class="component-bars-line" :style="{ left: at(now.threshold) }"></i>
            </td>
            <td>{{ now.threshold.toFixed(2).replace("-", "−") }}</td>
          </tr>
        </tbody>
      </table>
      <p v-if="now" class="component-bars-verdict" aria-live="polite">{{ now.verdict }}</p>
      <p v-if="now && none" class="component-bars-none">{{ words.nothing.replace("{terms}", () => none) }}</p>
    </div>`,
  props: { shown: Object, words: Object },
  data() { return { now: this.shown }; },
  computed: {
    weighty() { return this.now.terms.filter(([, value]) => Math.abs(value) >= LEAST); },
    none() { return this.now.terms.filter(([, value]) => Math.abs(value) < LEAST).map(([label]) => label).join(", "); },
    rows() {
      let sum = 0;
      const row = (label, value, kind) => ({ label, kind, from: sum, to: (sum += value) });
      const terms = this.now.terms.map(([label, value]) => row(label, value, value < 0 ? "holds" : "pulls"));
      const shown = terms.filter((_, place) => Math.abs(this.now.terms[place][1]) >= LEAST);
      return [...shown, row(this.words.chance, this.now.chance, "chance"), { label: this.words.total, kind: "total", from: 0, to: sum }];
    },
    ends() { // whole quarters, so that bars do not change their scale every week
      const all = [0, this.now.threshold, ...this.rows.map((row) => row.to)];
      const low = Math.min(...all);
      return [low < 0 ? Math.floor(low * 4 - 0.2) / 4 : 0, Math.ceil(Math.max(...all) * 4 + 0.2) / 4];
    },
  },
  methods: {
    show(shown) { this.now = shown; },
    share(value) { return (100 * (value - this.ends[0])) / (this.ends[1] - this.ends[0]); },
    at(value) { return `${this.share(value)}%`; },
    long(row) { return `max(2px, ${Math.abs(this.share(row.to) - this.share(row.from))}%)`; },
    signed(value) { return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(PLACES); },
  },
};
