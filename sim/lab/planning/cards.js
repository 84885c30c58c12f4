// The interventions: cards to search, read, click or drag onto a timeline. All words are inserted as plain text.

export default {
  template: `
    <section class="plan-cards" :aria-label="words.title">
      <input class="plan-search" type="search" v-model="query" :placeholder="words.search" :aria-label="words.search" maxlength="60">
      <div class="plan-families" role="group" :aria-label="words.families">
        <button v-for="one in families" :key="one.name" type="button" class="plan-family" :style="{ '--hue': one.colour }"
                :aria-pressed="String(family === one.name)" @click="family = family === one.name ? null : one.name">{{ one.title }}</button>
      </div>
      <p class="component-unseen" aria-live="polite">{{ fill(words.found, { count: found.length }) }}</p>
      <ul class="plan-list">
        <li v-for="card in found" :key="card.name" class="plan-card" :style="{ '--hue': card.colour }" draggable="true"
            @dragstart="lift($event, card)" :data-card="card.name">
          <div class="plan-card-head">
            <button type="button" class="plan-card-title" :aria-expanded="String(open === card.name)" @click="open = open === card.name ? null : card.name">{{ card.title }}</button>
            <button type="button" class="plan-card-add" :aria-label="fill(words.add, { title: card.title })" :title="fill(words.add, { title: card.title })" @click="$emit('add', card.name)">+</button>
          </div>
          <dl class="plan-card-costs">
            <div v-for="[label, value, tip, named] in card.costs" :key="label" :title="tip"><dt :class="{ 'component-unseen': !named }">{{ label }}</dt><dd>{{ value }}</dd></div>
          </dl>
          <div v-if="open === card.name" class="plan-card-more">
            <p>{{ card.description }}</p>
            <p v-for="line in card.lines" :key="line" class="plan-card-line">{{ line }}</p>
          </div>
        </li>
        <li v-if="!found.length" class="plan-none">{{ words.none }}</li>
      </ul>
    </section>`,
  props: { cards: Array, families: Array, words: Object },
  data() { return { query: "", family: null, open: null }; },
  computed: {
    found() {
      const words = this.query.toLowerCase().split(/\s+/).filter(Boolean);
      return this.cards.filter((card) => (!this.family || card.family === this.family) && words.every((word) => card.sought.includes(word)));
    },
  },
  methods: {
    lift(event, card) {
      event.dataTransfer.setData("text/x-card", card.name);
      event.dataTransfer.effectAllowed = "copy";
    },
    fill(text, values) { return text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap)); },
  },
};
