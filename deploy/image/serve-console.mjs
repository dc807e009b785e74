// Starts Next's standalone server. Asked to stop it lets requests finish and leaves with 143, as if it had been killed;
// a container that was asked to stop and did has not failed.
process.on('exit', (code) => {
  if (code === 143) process.exitCode = 0;
});
await import('./server.js');
