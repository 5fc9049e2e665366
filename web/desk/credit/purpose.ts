import { ref } from 'vue';

/** Why somebody is looked up; kept from the search to the file, and asked again after a reload. */
export const purpose = ref('');
