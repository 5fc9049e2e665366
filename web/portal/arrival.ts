/** What a printed QR code brought along: /verify?id=…&code=…, /?verify=…&code=…, /track?number=… or /?track=…. */
const values = new URLSearchParams(window.location.search);
const path = window.location.pathname.replace(/\/+$/, '');

const verify = values.get('verify') ?? (path === '/verify' ? (values.get('id') ?? '') : '');
const track = values.get('track') ?? (path === '/track' ? (values.get('number') ?? '') : '');

export const arrival = {
  view: verify || path === '/verify' ? 'verify' : track || path === '/track' ? 'track' : '',
  verify,
  code: values.get('code') ?? '',
  track,
  password: values.get('password') ?? '',
};
