import { startWorkbench } from './start.ts';
import { describeContract } from './suite.ts';

describeContract('in process', async (root) => {
  const workbench = await startWorkbench(root);
  return { fetch: workbench.fetch, origin: 'http://lunka', close: workbench.close };
});
