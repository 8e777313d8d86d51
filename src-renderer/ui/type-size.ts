import { createSubscriber } from 'svelte/reactivity';

const onResize = createSubscriber((update) => {
  window.addEventListener('resize', update);
  return () => window.removeEventListener('resize', update);
});

/**
 * The page's type size in CSS pixels; what is derived from it follows the window, as the type does.
 * Drawings are laid out in it, so that their type is as large as all other type.
 */
export function typeSize(): number {
  onResize();
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}
