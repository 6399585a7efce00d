// What the proof desk takes of CodeMirror: all that it imports is exported here, and nothing else is bundled.
export { EditorState, Compartment, StateField, StateEffect, RangeSet, Transaction, Annotation } from "@codemirror/state";
export {
  EditorView, Decoration, GutterMarker, gutter, keymap, lineNumbers, highlightActiveLine, highlightSpecialChars,
  drawSelection, dropCursor, ViewPlugin, WidgetType,
} from "@codemirror/view";
export { history, historyKeymap, defaultKeymap, undo, redo, undoDepth, redoDepth } from "@codemirror/commands";
export { search, searchKeymap, highlightSelectionMatches } from "@codemirror/search";
export { autocompletion, completionKeymap, closeBrackets, snippet } from "@codemirror/autocomplete";
export { linter, setDiagnostics, lintGutter } from "@codemirror/lint";
export { StreamLanguage, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
export { tags } from "@lezer/highlight";
