// Run by npm after `npm install`. Plain JavaScript with nothing but Node's own modules, since it has
// to say what is wrong under a Node that is too old for the rest.
import process from 'node:process';

if (process.features.typescript) {
  try {
    const { provideHere } = await import('./provide-here.ts');
    await provideHere((line) => console.log(line));
  } catch (error) {
    // The CPU backend still serves: no reason to fail the whole installation.
    console.log(`TensorFlow: not provided. ${error instanceof Error ? error.message : error}`);
  }
} else {
  console.log(
    `TensorFlow: not provided. Expected Node 22.18 or newer, received ${process.version}. Run ` +
      '"npm install", which brings its own Node as the package "node"; if that says the same, ' +
      'run "npm rebuild node" first.',
  );
}
