import '@xinglin/ui/base.css';
import './shell/shell.css';
import { createRoot } from 'react-dom/client';
import { StaffApp } from './shell/staff-app.tsx';

// Chromium has had Temporal since version 144; older browsers load it before anything computes an age.
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');

const root = document.getElementById('root');
if (!root) throw new Error('no root element');
createRoot(root).render(<StaffApp />);
