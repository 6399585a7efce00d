// The text of a file: typed, marked where something was found, saved a moment after the last key.

import {
  Compartment, Decoration, EditorState, EditorView, HighlightStyle, StateEffect, StateField, StreamLanguage, Transaction,
  WidgetType, autocompletion, completionKeymap, defaultKeymap, drawSelection, highlightActiveLine, highlightSpecialChars,
  history, historyKeymap, keymap, lineNumbers, search, searchKeymap, syntaxHighlighting, tags,
} from "./codemirror.js";
import { words } from "./words.js";

const SAVE_AFTER = 120;

const markdown = StreamLanguage.define({
  startState: () => ({ head: false, first: true }),
  token(stream, state) {
    if (stream.sol()) {
      if (state.first && stream.match(/^---\s*$/)) { state.head = true; state.first = false; return "meta"; }
      state.first = false;
      if (state.head) {
        if (stream.match(/^---\s*$/)) { state.head = false; return "meta"; }
        if (stream.match(/^\s*#.*/)) return "comment";
        if (stream.match(/^\s*(- )?[\w-]+(?=:)/)) return "propertyName";
        stream.skipToEnd();
        return null;
      }
      if (stream.match(/^#{1,6} .*/)) return "heading";
      if (stream.match(/^:{3,}.*/)) return "keyword";
      if (stream.match(/^\s*([-*+]|\d+[.)]) /)) return "list";
    }
    if (state.head) { stream.skipToEnd(); return null; }
    if (stream.match(/^\*\*[^*]+\*\*/)) return "strong";
    if (stream.match(/^\*[^*\s][^*]*\*/)) return "emphasis";
    if (stream.match(/^\[@[^\]]+\]/) || stream.match(/^\{\{[\w-]+\}\}/)) return "atom";
    if (stream.match(/^!?\[[^\]]*\]\([^)]*\)/)) return "link";
    if (stream.match(/^\{[#.][^}]*\}/)) return "meta";
    stream.next();
    stream.eatWhile(/[^*\[!{]/);
    return null;
  },
  tokenTable: {},
});

const highlight = HighlightStyle.define([
  { tag: tags.heading, class: "t-heading" }, { tag: tags.keyword, class: "t-fence" }, { tag: tags.list, class: "t-list" },
  { tag: tags.strong, class: "t-strong" }, { tag: tags.emphasis, class: "t-emphasis" }, { tag: tags.atom, class: "t-value" },
  { tag: tags.link, class: "t-link" }, { tag: tags.meta, class: "t-meta" }, { tag: tags.comment, class: "t-meta" },
  { tag: tags.propertyName, class: "t-name" },
]);

/** A marginal note: what was found in the line above it. */
class Note extends WidgetType {
  constructor(finding, act) { super(); this.finding = finding; this.act = act; }
  eq(other) { return JSON.stringify(other.finding) === JSON.stringify(this.finding); }
  toDOM() {
    const note = document.createElement("div");
    note.className = `note ${this.finding.severity}`;
    const kind = document.createElement("strong");
    kind.textContent = words(`severity-${this.finding.severity}`);
    note.append(kind, ` ${this.finding.message}`);
    if (this.finding.hint) {
      const hint = document.createElement("span");
      hint.className = "hint";
      hint.textContent = this.finding.hint;
      note.append(hint);
    }
    for (const part of this.act?.(this.finding) ?? []) note.append(part);
    // CodeMirror measures what it is given without its margins: the space around a note is padding of a box.
    const around = document.createElement("div");
    around.className = "margin";
    around.append(note);
    return around;
  }
  ignoreEvent() { return true; }
}

const setFindings = StateEffect.define();
const setLit = StateEffect.define();

function marks(state, findings, act) {
  const found = [];
  for (const finding of findings) {
    if (!finding.first || finding.first > state.doc.lines) continue;
    const line = state.doc.line(finding.first);
    found.push(Decoration.line({ class: `marked ${finding.severity}` }).range(line.from));
    found.push(Decoration.widget({ widget: new Note(finding, act), block: true, side: 1 }).range(line.to));
  }
  return Decoration.set(found, true);
}

/**
 * The editor in `parent`. `typed()` is called at each key, `save(text)` a moment after the last one, `moved(line)` when the cursor goes to
 * another line. `actions(finding)` gives further elements for a marginal note; `completions` are CodeMirror sources.
 */
export function makeEditor(parent, { nonce, readOnly, save, typed, moved, actions, completions = [] }) {
  const findingsField = StateField.define({
    create: () => Decoration.none,
    update(value, change) {
      let now = value.map(change.changes);
      for (const effect of change.effects) if (effect.is(setFindings)) now = marks(change.state, effect.value, actions);
      return now;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
  const litField = StateField.define({
    create: () => Decoration.none,
    update(value, change) {
      let now = value.map(change.changes);
      for (const effect of change.effects) {
        if (!effect.is(setLit)) continue;
        const [first, last] = effect.value;
        const found = [];
        for (let line = first; line <= Math.min(last, change.state.doc.lines); line += 1) {
          if (line > 0) found.push(Decoration.line({ class: "lit" }).range(change.state.doc.line(line).from));
        }
        now = Decoration.set(found);
      }
      return now;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
  let timer = null;
  let line = 0;
  let quiet = false;
  const extensions = [
    EditorView.cspNonce.of(nonce), lineNumbers(), highlightSpecialChars(), history(), drawSelection(), highlightActiveLine(),
    EditorState.allowMultipleSelections.of(true), EditorView.lineWrapping, search({ top: true }),
    markdown, syntaxHighlighting(highlight), findingsField, litField,
    autocompletion({ override: completions }),
    // Tab leaves the text, as a keyboard expects of every field; Escape then Tab would not be found by anybody.
    keymap.of([{ key: "Mod-s", run: () => (flush(), true), preventDefault: true }, ...searchKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly),
    EditorView.contentAttributes.of({ "aria-label": words("pane-text"), spellcheck: "true", tabindex: "0" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !quiet) {
        clearTimeout(timer);
        timer = setTimeout(flush, SAVE_AFTER);
        typed();
      }
      if (update.selectionSet || update.docChanged) {
        const now = update.state.doc.lineAt(update.state.selection.main.head).number;
        if (now !== line && !quiet) moved(now);
        line = now;
      }
    }),
  ];
  const fresh = (text) => EditorState.create({ doc: text, extensions });
  const view = new EditorView({ state: fresh(""), parent });

  function flush() {
    clearTimeout(timer);
    timer = null;
    return save(view.state.doc.toString());
  }

  return {
    view,
    flush,
    get text() { return view.state.doc.toString(); },
    get dirty() { return timer !== null; },
    get line() { return line; },
    /** Another file: nothing of the one before can be undone into it. */
    open(text) {
      quiet = true;
      clearTimeout(timer);
      timer = null;
      view.setState(fresh(text));
      line = 1;
      quiet = false;
    },
    /** A text that came from the disk: only what differs is changed, so that cursor and scroll stay. */
    take(text) {
      const old = view.state.doc.toString();
      if (old === text) return;
      let from = 0;
      while (from < old.length && from < text.length && old[from] === text[from]) from += 1;
      let end = old.length, until = text.length;
      while (end > from && until > from && old[end - 1] === text[until - 1]) end -= 1, until -= 1;
      quiet = true;
      view.dispatch({ changes: { from, to: end, insert: text.slice(from, until) }, annotations: Transaction.remote.of(true) });
      quiet = false;
    },
    /** A change of the desk's own, for instance a mend: it can be undone, and is saved. */
    change(from, to, insert) { view.dispatch({ changes: { from, to, insert }, scrollIntoView: true }); },
    mark(findings) { view.dispatch({ effects: setFindings.of(findings) }); },
    light(first, last) { view.dispatch({ effects: setLit.of([first, last]) }); },
    go(number, focus = true) {
      if (number < 1 || number > view.state.doc.lines) return;
      const at = view.state.doc.line(number).from;
      quiet = true;
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      quiet = false;
      line = number;
      if (focus) view.focus();
    },
  };
}
