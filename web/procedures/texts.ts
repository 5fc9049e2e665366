import en from '../text/workshop/en.json';
import zh from '../text/workshop/zh.json';
import { learn } from '../ui/text';

learn({ zh, en });
