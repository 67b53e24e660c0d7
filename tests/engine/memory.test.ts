import { openMemoryEngine } from '../../src/engine/memory/engine.js';
import { engineContract } from '../contracts/engine.js';

engineContract('memory', async (retention) => openMemoryEngine({ retention }));
