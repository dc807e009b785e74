'use client';

import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml, yamlLanguage } from '@codemirror/lang-yaml';
import { foldGutter, foldKeymap, HighlightStyle, indentService, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { completePolicy, explainKey } from './policy-completion';
import { indentBelow } from './yaml-place';

/** A remark on a place of the text. Lines and columns count from 1. */
export interface EditorRemark {
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

interface YamlEditorProps {
  /** The editor's name. */
  readonly label: string;
  /** What it starts with. Another text later is not taken over: the editor owns it. */
  readonly initial: string;
  readonly remarks: readonly EditorRemark[];
  /** Where the cursor is to go; another object moves it again. */
  readonly cursor: Position | null;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
}

/** CodeMirror with the policy's schema behind it. It is large: load it where it is used only. */
export default function YamlEditor({ label, initial, remarks, cursor, onChange, onSave }: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, onSave });
  useEffect(() => {
    latest.current = { onChange, onSave };
  });
  const start = useRef({ label, initial });

  useEffect(() => {
    if (place.current === null) return undefined;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: start.current.initial,
        extensions: [
          keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => (latest.current.onSave(), true) }]),
          EDITING,
          POLICY,
          LOOK,
          EditorView.contentAttributes.of({ 'aria-label': start.current.label, tabindex: '0' }),
          EditorView.cspNonce.of(documentNonce()),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.onChange(state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          remarks.map((remark) => diagnosticOf(editor.state, remark)),
        ),
      );
  }, [remarks]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || cursor === null) return;
    const anchor = offsetOf(editor.state, cursor);
    editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    editor.focus();
  }, [cursor]);

  return <div ref={place} className="h-full" />;
}

/** What any editor does. Tab is left to the browser, so that the keyboard gets out again. */
const EDITING: Extension = [
  lineNumbers(),
  foldGutter(),
  lintGutter(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  EditorView.lineWrapping,
  keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap]),
];

/** What this one knows of policies. */
const POLICY: Extension = [
  yaml(),
  // Below a key that has no value yet comes its mapping, before there is anything that a parser could know it by.
  indentService.of((context, pos) => indentBelow(context.lineAt(pos, -1).text)),
  yamlLanguage.data.of({ autocomplete: completePolicy }),
  // After a key comes its value.
  autocompletion({ activateOnCompletion: ({ type }) => type === 'property' }),
  hoverTooltip(explainKey),
];

/** Of the document that the page came with: its content security policy stays, wherever the console leads afterwards. */
function documentNonce(): string {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
}

function offsetOf({ doc }: EditorState, { line, column }: Position): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + Math.max(column - 1, 0), to);
}

/** From the place to the end of its word or, where there is none, of its line. */
function diagnosticOf(state: EditorState, remark: EditorRemark): Diagnostic {
  const from = offsetOf(state, remark);
  const word = state.wordAt(from);
  const line = state.doc.lineAt(from);
  return { from, to: word?.to ?? line.to, severity: remark.severity, message: remark.message };
}

const HIGHLIGHTING = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--color-accent)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--color-ink-soft)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--color-ink)' },
  { tag: [tags.number, tags.bool, tags.keyword], color: 'var(--color-ink)', fontWeight: '600' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--color-ink-soft)' },
]);

const LOOK: Extension = [
  syntaxHighlighting(HIGHLIGHTING),
  EditorView.theme({
    '&': { height: '100%', color: 'var(--color-ink)', backgroundColor: 'var(--color-surface)', fontSize: '0.8125rem' },
    // The frame around it shows the focus.
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.25rem', overflow: 'auto' },
    '.cm-content': { caretColor: 'var(--color-ink)', padding: '8px 0' },
    '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--color-ink)' },
    '.cm-gutters': {
      backgroundColor: 'var(--color-surface)',
      color: 'var(--color-ink-soft)',
      borderRight: '1px solid var(--color-rule)',
    },
    '.cm-activeLine, .cm-activeLineGutter': {
      backgroundColor: 'color-mix(in srgb, var(--color-accent) 7%, transparent)',
    },
    '.cm-activeLineGutter': { color: 'var(--color-ink)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in srgb, var(--color-accent) 26%, transparent)',
    },
    '.cm-selectionMatch': { backgroundColor: 'var(--color-accent-wash)' },
    '.cm-foldPlaceholder': {
      backgroundColor: 'var(--color-sunken)',
      borderColor: 'var(--color-rule)',
      color: 'var(--color-ink-soft)',
    },
    '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--color-accent-wash)' },
    '.cm-tooltip': {
      backgroundColor: 'var(--color-surface)',
      color: 'var(--color-ink)',
      border: '1px solid var(--color-rule-strong)',
      borderRadius: 'var(--radius-sm)',
      fontFamily: 'var(--font-sans)',
      fontSize: '0.8125rem',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '16em' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
    '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      backgroundColor: 'var(--color-accent)',
      color: 'var(--color-accent-ink)',
    },
    '.cm-completionIcon': { display: 'none' },
    '.cm-completionDetail': { fontFamily: 'var(--font-sans)', fontStyle: 'normal', marginLeft: '1em' },
    '.cm-completionInfo, .cm-explanation': { maxWidth: '44ch', padding: '6px 10px', lineHeight: '1.25rem' },
    '.cm-diagnostic': { padding: '4px 10px', maxWidth: '60ch' },
    '.cm-diagnostic-error': { borderLeft: '3px solid var(--color-fail)' },
    '.cm-diagnostic-warning': { borderLeft: '3px solid var(--color-medium-edge)' },
    '.cm-panels': { backgroundColor: 'var(--color-sunken)', color: 'var(--color-ink)' },
    '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--color-rule)' },
    '.cm-textfield': { backgroundColor: 'var(--color-surface)', border: '1px solid var(--color-rule-strong)' },
    '.cm-button': {
      backgroundImage: 'none',
      backgroundColor: 'var(--color-surface)',
      border: '1px solid var(--color-rule-strong)',
    },
  }),
];
