import { addTexts } from '../ui/text';
import en from './credit.en.json';
import zh from './credit.zh.json';

/** The words of the public credit registry, for desk and portal; they come with its views. */
addTexts({ zh, en });
