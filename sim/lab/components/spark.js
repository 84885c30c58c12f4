// A word-sized line: weekly shares from 0 to 1, and the goal.
export default {
  template: "<canvas></canvas>",
  props: { look: Object, start: Array },
  mounted() {
    this.values = [...this.start];
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.$el.parentElement);
    this.draw();
  },
  beforeUnmount() { this.watcher.disconnect(); },
  methods: {
    extend(first, values) {
      this.values.splice(first, Infinity, ...values);
      this.draw();
    },
    draw() {
      const canvas = this.$el, { clientWidth: wide, clientHeight: high } = canvas.parentElement;
      if (!wide || !high) return;
      const dots = window.devicePixelRatio || 1, width = Math.round(wide * dots), height = Math.round(high * dots);
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const pen = canvas.getContext("2d"), thick = Math.max(1.5, Math.min(3, high / 22)), edge = thick + 2;
      const x = (week) => edge + (week / Math.max(1, this.look.weeks)) * (wide - 2 * edge), y = (share) => high - edge - share * (high - 2 * edge);
      pen.setTransform(dots, 0, 0, dots, 0, 0);
      pen.clearRect(0, 0, wide, high);
      this.line(pen, "#C8C8C8", 1, [], [[edge, y(0)], [wide - edge, y(0)]]);
      this.line(pen, this.look.reached, 1.25, [5, 3], [[edge, y(this.look.goal)], [wide - edge, y(this.look.goal)]]);
      if (!this.values.length) return;
      const dash = this.look.dash.map((part) => part * thick);
      this.line(pen, this.look.colour, thick, dash, this.values.map((share, week) => [x(week), y(share)]));
      const last = this.values.length - 1;
      pen.beginPath();
      pen.arc(x(last), y(this.values[last]), thick + 1, 0, 7);
      pen.fillStyle = this.look.colour;
      pen.fill();
    },
    line(pen, colour, width, dash, points) {
      pen.beginPath();
      points.forEach(([left, top]) => pen.lineTo(left, top));
      Object.assign(pen, { strokeStyle: colour, lineWidth: width, lineJoin: "round", lineCap: "round" });
      pen.setLineDash(dash);
      pen.stroke();
      pen.setLineDash([]);
    },
  },
};
