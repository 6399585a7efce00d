// The words of the catalogue, as the page brought them.

const messages = JSON.parse(document.getElementById("words").textContent);

/** The words of a key, with {placeholders} filled in. A key that the catalogue lacks is shown as it is. */
export function words(key, values = {}) {
  return (messages[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The words of `key-one` or `key-many`, with {number} filled in. */
export function counted(key, number) {
  return words(`${key}-${number === 1 ? "one" : "many"}`, { number: number.toLocaleString("en") });
}
