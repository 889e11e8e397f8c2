import fc from 'fast-check';
import { expect, test } from 'vitest';
import { booleanAttribute, html, unsafeRawHtml } from '../../../src/http/pages/html.ts';

test('a template escapes its values, except markup of other templates', () => {
  const name = `<script>alert("1")</script>'&\``;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    `<p title="&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#39;&#38;&#96;">&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#39;&#38;&#96;</p>`,
  );
  expect(html`<ul>${['<a>', html`<b>${'<c>'}</b>`]}</ul>`.text).toBe(
    '<ul>&#60;a&#62;<b>&#60;c&#62;</b></ul>',
  );
  expect(html`${unsafeRawHtml('<hr>')}${null}${undefined}${false}${0}`.text).toBe('<hr>0');
  expect(html`<input${booleanAttribute('checked', true)}${booleanAttribute('disabled', false)}>`.text).toBe(
    '<input checked>',
  );
});

test('a template escapes every text so that it stays inside its element or attribute', () => {
  const special = fc.constantFrom('<', '>', '"', "'", '&', '`', 'script', '/', '=', ' ', '\n');
  fc.assert(
    fc.property(
      fc.array(special).map((parts) => parts.join('')),
      (text) => {
        const inside = html`${text}`.text;
        expect(inside).not.toMatch(/[<>"'`]|&(?!#\d+;)/);
        const read = inside.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
        expect(read).toBe(text);
      },
    ),
  );
});
