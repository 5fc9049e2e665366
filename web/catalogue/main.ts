import { createApp } from 'vue';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/components.css';
import '../ui/case.css';
import '../ui/print.css';
import '../text/staff';
import App from './App.vue';

createApp(App).mount('#app');
