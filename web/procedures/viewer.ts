import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

// Older browser cores lack it; the viewer copies plain boxes with it.
globalThis.structuredClone ??= <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

export { default } from 'bpmn-js/lib/NavigatedViewer';
