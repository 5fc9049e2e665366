import { addTexts } from '../ui/text';
import en from './staff.en.json';
import zh from './staff.zh.json';

/** The words of desk, cockpit and catalogue, which the pages for everybody need not load. */
addTexts({ zh, en });
