// Accessibility faults of this page for users with low vision or without a mouse. Returns a list of sentences.
() => {
  const NORMAL = 4.5, LARGE = 3.0; // WCAG 2.2, level AA
  const faults = new Set();

  const painter = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  painter.canvas.width = painter.canvas.height = 1;
  const known = new Map();
  // Any colour CSS can say (rgb, oklch, color-mix …) as red, green, blue and cover.
  function channels(colour) {
    if (!known.has(colour)) {
      painter.clearRect(0, 0, 1, 1);
      painter.fillStyle = colour;
      painter.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = painter.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  }
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);

  const ancestors = (element) => {
    const line = [];
    for (let at = element; at; at = at.parentElement) line.push(at);
    return line;
  };
  function shown(element) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const { width, height, right, bottom } = element.getBoundingClientRect();
    return width > 1 && height > 1 && right > 0 && bottom > 0;
  }
  const isOff = (element) => element.closest('[disabled], [aria-disabled="true"], .disabled') !== null; // WCAG asks nothing of these
  const clipped = (element) => element.closest(".sr-only, .visually-hidden") !== null;
  function groundOf(line) {
    let ground = [255, 255, 255, 1];
    for (const at of [...line].reverse()) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none" && !style.backgroundImage.includes("gradient")) return null; // a picture: look yourself
      ground = over(channels(style.backgroundColor), ground);
    }
    return ground;
  }

  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.textContent.trim(), element = node.parentElement;
    if (!text || ["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE"].includes(element.tagName)) continue;
    if (!shown(element) || isOff(element) || clipped(element)) continue;
    const line = ancestors(element), ground = groundOf(line), style = getComputedStyle(element);
    if (ground === null) continue;
    const cover = line.reduce((product, at) => product * parseFloat(getComputedStyle(at).opacity), 1);
    const [r, g, b, a] = channels(element instanceof SVGElement ? style.fill : style.color);
    const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
    const isSign = line.some((at) => at.classList.contains("q-icon")); // a picture that is a letter of a font
    const needed = isSign || size >= 24 || (bold && size >= 18.66) ? LARGE : NORMAL;
    const found = ratio(over([r, g, b, a * cover], ground), ground);
    if (found < needed - 0.005) faults.add(`“${text.slice(0, 40)}” has a contrast of ${found.toFixed(2)}, not ${needed} (${element.className || element.tagName})`);
  }

  for (const canvas of document.querySelectorAll("canvas")) {
    if (!shown(canvas) || canvas.closest('[aria-hidden="true"]')) continue;
    if (!canvas.closest("[aria-label], [aria-labelledby]")) faults.add(`a canvas has no name (${canvas.parentElement.className})`);
  }

  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) faults.add(`the page is ${page.scrollWidth} wide and shows ${page.clientWidth}`);
  if (!document.documentElement.lang) faults.add("the page does not say its language");
  if (!document.title.trim()) faults.add("the page has no title");
  return [...faults];
}
