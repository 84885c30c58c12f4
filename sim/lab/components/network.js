// The map of an organisation on a page of the lab.
import { NetworkMap } from "organisation-map/network.js";

export default {
  template: "<div></div>",
  props: { map: Object, people: Array, words: Object, start: Object },
  mounted() {
    const plain = (data) => JSON.parse(JSON.stringify(data));
    const data = { map: plain(this.map), people: plain(this.people), words: plain(this.words), start: plain(this.start) };
    this.drawing = new NetworkMap(this.$el, data, (event, row) => this.$emit(event, row));
  },
  beforeUnmount() { this.drawing.remove(); },
  methods: {
    show_week(week, stages, adoption) { this.drawing.show(week, stages, adoption); },
    select(person) { this.drawing.select(person); },
    call_by(called) { this.drawing.called = called; this.drawing.ask(); },
    let_move(moves) { this.drawing.moves = moves; },
  },
};
