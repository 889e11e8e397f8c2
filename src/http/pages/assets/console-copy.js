/* Adds a copy button to each block of the console that may be copied: a new secret, a curl command. */
import { addCopyButton } from './docs-copy.js';

for (const block of document.querySelectorAll('[data-copy]')) addCopyButton(block);
