import { createApp } from 'vue';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/components.css';
import '../ui/case.css';
import '../procedures/texts';
import App from './App.vue';

createApp(App).mount('#app');
