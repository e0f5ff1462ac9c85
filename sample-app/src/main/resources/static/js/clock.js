// The server's clock, which may differ from the browser's.

let offset = 0;

export function setServerTime(millis) {
  offset = millis - Date.now();
}

export const serverNow = () => Date.now() + offset;
