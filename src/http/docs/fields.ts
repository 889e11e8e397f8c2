import { type Document, type Referable, resolve, type SchemaObject } from '../../contract/document.ts';
import type { Parameter } from '../../contract/operations.ts';
import { type Html, html } from '../pages/html.ts';
import { inlineMarkdown } from './markdown.ts';
import { showBounds, showType } from './type-text.ts';

/** The limit of nested fields, which ends a schema that contains itself. No schema of the spec is as deep. */
const MAX_DEPTH = 5;

/**
 * Renders the fields of an object. Nested fields are in a `details` element.
 *
 * @param id the fragment of a link to the object. That of a field is `id.name`.
 */
export function fieldList(document: Document, node: Referable<SchemaObject>, id: string, depth = 0): Html {
  const schema = resolve(document, node);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) {
    return html`${choices.map(
      (choice, index) =>
        html`<p class="choice">${index === 0 ? 'Either' : 'Or'}</p>${fieldList(document, choice, index === 0 ? id : `${id}-${index + 1}`, depth)}`,
    )}`;
  }
  const fields = Object.entries(schema.properties ?? {});
  return html`<dl class="fields">${fields.map(([name, field]) => {
    const isRequired = schema.required?.includes(name) ?? false;
    return describeField(document, { id: `${id}.${name}`, name, field, isRequired }, depth);
  })}</dl>`;
}

/** Renders the parameters of one place: path, query or header. @param id the fragment of a link to that place. */
export function parameterList(document: Document, parameters: readonly Parameter[], id: string): Html {
  return html`<dl class="fields">${parameters.map(({ name, schema, required = false, description }) => {
    const field = description === undefined ? schema : { ...schema, description };
    return describeField(document, { id: `${id}.${name}`, name, field, isRequired: required }, 0);
  })}</dl>`;
}

interface Field {
  readonly id: string;
  readonly name: string;
  readonly field: Referable<SchemaObject>;
  readonly isRequired: boolean;
}

function describeField(document: Document, { id, name, field, isRequired }: Field, depth: number): Html {
  const schema = resolve(document, field);
  const bounds = showBounds(schema);
  return html`<dt id="${id}"><a href="#${id}">${name}</a> <span class="type">${showType(document, schema)}</span>${
    isRequired && html` <span class="required">required</span>`
  }</dt>
<dd>${schema.description && html`<p>${inlineMarkdown(schema.description)}</p>`}${
    bounds.length > 0 && html`<p class="bounds">${bounds.join(' · ')}</p>`
  }${depth < MAX_DEPTH && inside(document, schema, id, depth)}</dd>`;
}

function inside(document: Document, schema: SchemaObject, id: string, depth: number): Html | null {
  const object = schema.items ? resolve(document, schema.items) : schema;
  if (!object.properties && !object.oneOf && !object.anyOf) return null;
  return html`<details><summary>Fields</summary>${fieldList(document, object, id, depth + 1)}</details>`;
}
