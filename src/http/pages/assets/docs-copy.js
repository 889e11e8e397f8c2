/* The buttons that copy code. */
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // A page of another machine has no clipboard object without TLS.
  const area = Object.assign(document.createElement('textarea'), { value: text });
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** Adds a button that copies the code that the block contains at that time. */
export function addCopyButton(block) {
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', textContent: 'Copy', className: 'copy' });
  button.addEventListener('click', async () => {
    await copyText(block.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  });
  block.prepend(button);
}
