/** What a printed QR code brought along: /verify?id=…&code=…, /?verify=…&code=…, /track?number=… or /?track=…. */
const values = new URLSearchParams(window.location.search);
const path = window.location.pathname.replace(/\/+$/, '');

export const arrival = {
  verify: values.get('verify') ?? (path === '/verify' ? (values.get('id') ?? '') : ''),
  code: values.get('code') ?? '',
  track: values.get('track') ?? (path === '/track' ? (values.get('number') ?? '') : ''),
  password: values.get('password') ?? '',
  verifyPage: path === '/verify',
  trackPage: path === '/track',
};
